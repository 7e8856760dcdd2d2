// Who a participant was to the platform, for the comparison with the platform's own report.

/// The name and the integrator's id with which a participant came.
package struct PersonSample: Hashable, Sendable {
    /// The display name.
    package var name: String
    /// The integrator's id, as the platform was told it; nil if it was told none.
    package var externalUserID: String?

    /// Creates a person.
    package init(name: String, externalUserID: String?) {
        self.name = name
        self.externalUserID = externalUserID
    }
}
