// What every kind of step tells about itself, so that no other code has to ask which kind it is.

/// Where a step's requests go.
package enum StepContact: Hashable, Sendable {
    /// The platform's API.
    case api
    /// The platform's web client.
    case web
    /// A host that only the journey tells.
    case unknown
    /// The URL that a text gives. If the text starts with a name, its host is that of `otherwise`.
    indirect case address(Template, otherwise: StepContact)
}

/// What a participant has once a step has succeeded, and what later steps may rely on.
package enum StepProvision: Hashable, Sendable {
    /// A token of its own.
    case token
    /// A link to the room.
    case access
    /// The room page was opened.
    case roomPage
    /// The participant is in the room.
    case room
}

/// A kind of step: what it is, what it contacts, what it needs and what it provides. `StepAction` lists the kinds.
package protocol StepKind: Hashable, Sendable {
    /// What the step does, in words and without secrets, for `check`.
    var words: String { get }
    /// The step in YAML, starting with the dash, without the options that all steps share.
    var rendered: [String] { get }
    /// The texts to fill in for each participant.
    var templates: [Template] { get }
    /// Where its requests go. Empty if it makes no requests.
    var contacts: [StepContact] { get }
    /// Whether it uses the platform's API and therefore the scenario's `platform`.
    var needsPlatform: Bool { get }
    /// Whether its success puts the participant in the room.
    var entersRoom: Bool { get }
    /// Whether it opens the page of the room that setup provides, and not a link from the scenario.
    var opensProvidedRoom: Bool { get }
    /// What the participant has after it.
    var provides: Set<StepProvision> { get }
    /// The names of the values that it extracts for later steps.
    var extracts: [String] { get }
    /// The names that setup must provide in addition to those in its templates. `provided` is what earlier steps gave.
    func impliedNames(after provided: Set<StepProvision>) -> [Template.Name]
}

extension StepKind {
    package var templates: [Template] { [] }
    package var entersRoom: Bool { false }
    package var opensProvidedRoom: Bool { false }
    package var provides: Set<StepProvision> { [] }
    package var extracts: [String] { [] }
    package func impliedNames(after provided: Set<StepProvision>) -> [Template.Name] { [] }

    /// Whether it makes requests.
    package var sends: Bool { !contacts.isEmpty }
}
