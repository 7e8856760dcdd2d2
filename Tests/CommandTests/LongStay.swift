// A run that continues until it is ended.

/// A scenario whose participants enter and then stay longer than any test.
enum LongStay {
    static let scenario = """
        turnout: 1
        name: Long stay
        target:
          api: stand-in
          stand-in: { profile: unlimited }
        participants: { count: 5 }
        journey:
          - token: { grant: password }
          - generate-access: { as: host }
          - enter-room:
          - pause: 10m
          - leave-room:
        thresholds: [ turnout >= 100% ]
        """

    /// Whether a line of progress says that all are in the room.
    static func saysAllAreIn(_ line: String) -> Bool { line.contains(" 5 got in") }
}
