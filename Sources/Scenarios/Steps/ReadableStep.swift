// How a step is read from a scenario and checked against the steps before it.

/// A step that knows what it needs from earlier steps.
protocol CheckedStep: StepKind {
    /// Why the step cannot work after what earlier steps provide; nil if it can.
    func mistake(after provided: Set<StepProvision>, platform: PlatformPlan?) -> Mistake?
}

extension CheckedStep {
    func mistake(after provided: Set<StepProvision>, platform: PlatformPlan?) -> Mistake? { nil }
}

/// A step that scenarios can use.
protocol ReadableStep: CheckedStep {
    /// Its options, including `Vocabulary.common` if it makes requests.
    static var section: Section { get }
    /// Reads the step; nil after an error that prevents it, which is reported.
    static func read(_ draft: StepDraft, in context: LoadContext) -> StepAction?
}

/// An item of the journey, split into the step's word and its options.
struct StepDraft {
    var verb: StepVerb
    /// The value after the step's word, if it is not a mapping of options.
    var argument: WrittenNode?
    var options: MappingReader
    var place: SourceLocation

    /// Whether the step's word has no value or a mapping, as in most steps. Reports anything else.
    func hasNoArgument(in context: LoadContext) -> Bool {
        guard let argument else { return true }
        context.report(
            .wrongKind(
                path: options.path(verb.rawValue), found: argument.kind,
                expected: "no value or \(options.section.expected(instead: argument))"),
            at: argument.place)
        return false
    }

    /// The text of an option, with its names.
    func template(_ key: String, isSecret: Bool = false, in context: LoadContext) -> Template? {
        options[key].flatMap { context.template($0, options.path(key), isSecret: isSecret) }
    }

    /// An option that is true or false.
    func boolean(_ key: String, in context: LoadContext) -> Bool? {
        options[key].flatMap { context.boolean($0, options.path(key)) }
    }
}
