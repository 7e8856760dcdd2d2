// What every kind of step tells about itself, so that nobody else has to ask which kind it is.

/// Where a step's requests go.
package enum StepContact: Hashable, Sendable {
    /// The platform's API.
    case api
    /// The platform's web client.
    case web
    /// The address that a text gives. Where the text begins with a name, its host is that of `otherwise`.
    indirect case address(Template, otherwise: StepContact)
}

/// What a participant holds once a step has succeeded, and what later steps may rely on.
package enum StepProvision: Hashable, Sendable {
    /// A token of its own.
    case token
    /// A link to the room.
    case access
    /// The room page was opened.
    case roomPage
    /// It is in the room.
    case room
}

/// A kind of step: what it is, what it contacts, what it needs and what it provides. `StepAction` lists the kinds.
package protocol StepKind: Hashable, Sendable {
    /// What the step does, in words and without secrets, for `check`.
    var words: String { get }
    /// The step in YAML, from the dash on, without the options that all steps share.
    var rendered: [String] { get }
    /// The texts that are filled in for each participant.
    var templates: [Template] { get }
    /// Where its requests go. A step that contacts nobody makes no requests.
    var contacts: [StepContact] { get }
    /// Whether it uses the platform's API, and thus the scenario's `platform`.
    var needsPlatform: Bool { get }
    /// Whether its success brings the participant into the room.
    var entersRoom: Bool { get }
    /// Whether it opens the page of the room that setup provides, and not one whose link the scenario gives.
    var opensProvidedRoom: Bool { get }
    /// What the participant holds after it.
    var provides: Set<StepProvision> { get }
    /// The names, beside those in its templates, that setup has to provide. `provided` is what earlier steps gave.
    func impliedNames(after provided: Set<StepProvision>) -> [Template.Name]
}

extension StepKind {
    package var templates: [Template] { [] }
    package var entersRoom: Bool { false }
    package var opensProvidedRoom: Bool { false }
    package var provides: Set<StepProvision> { [] }
    package func impliedNames(after provided: Set<StepProvision>) -> [Template.Name] { [] }

    /// Whether it makes requests.
    package var sends: Bool { !contacts.isEmpty }
}
