// The scenario of `turnout init` without a site.

/// A scenario that runs as it is, against the embedded stand-in.
enum StarterScenario {
    static let text = """
        # A simultaneous log-in: everyone waits at a gate and starts at the same instant.
        #
        #   turnout check FILE     validates this file and prints the plan; sends nothing
        #   turnout run FILE       runs it
        #
        # 'turnout schema' prints a JSON Schema of the language, for completion in editors.
        turnout: 1
        name: Simultaneous login

        target:
          # The platform's API. Without TURNOUT_API in the environment, Turnout starts its embedded stand-in for this run.
          api: ${env.TURNOUT_API:-stand-in}
          # The platform's web client, where rooms are opened; left empty, it is the API's own origin.
          web: ${env.TURNOUT_WEB:-}

        platform:
          # The defaults are the stand-in's own accounts. Values of ${env...} never show up in a report.
          client: { id: "${env.CLIENT_ID:-turnout}", secret: "${env.CLIENT_SECRET:-turnout-secret}" }
          host: { email: "${env.HOST_EMAIL:-host@example.test}", password: "${env.HOST_PASSWORD:-host-password}" }
          space: create                   # or the id of an existing space
          room: create                    # or the id of an existing room

        participants:
          count: 100
          # People of your own: a CSV file with the columns email and password, a row for each participant.
          # data: { csv: people.csv }

        arrival: at-once                  # or { over: 60s }, { rate: 10/s, for: 2m }, …

        journey:
          - token: { grant: password }                  # log in with the participant's e-mail and password
          - generate-access: { role: user, as: host }   # the host grants a link to the room
          - enter-room:                                 # open the link and join
          - pause: 1s..3s
          - leave-room:

        thresholds:                       # the run passes if all of them hold
          - turnout >= 99.5%              # share of the expected participants who entered the room
          - p95(enter-room) < 2s
          - failures == 0

        limits: { max-duration: 5m }

        """
}
