// The smallest scenario on the platform, for tests with a platform of their own.

/// Two participants who log in, are granted access and enter the room.
enum VisitScenario {
    /// Its text.
    /// - Parameters:
    ///   - api: the base URL of the platform's API.
    ///   - keys: further keys of the scenario, a line each.
    /// - Returns: the text in YAML.
    static func text(at api: String, _ keys: String = "") -> String {
        """
        turnout: 1
        name: Visit
        target: { api: "\(api)" }
        platform:
          client: { id: turnout, secret: client-secret }
          host: { email: host@example.test, password: host-password }
        participants: { count: 2 }
        journey:
          - token: { grant: password }
          - generate-access: { as: host }
          - enter-room:
        thresholds: [ turnout >= 100% ]
        \(keys)
        """
    }
}
