// Rules for the journey as a whole: a step that needs what no earlier step provides.

/// Checks the order of the steps, and that they have the accounts they need.
struct JourneyRules {
    let context: LoadContext

    /// Reports every step that cannot work.
    func check(_ steps: [JourneySection.Step], platform: PlatformPlan?, mayLackPlatform: Bool, place: SourceLocation) {
        var provided: Set<StepProvision> = []
        for step in steps {
            let kind = step.plan.action.checked
            if let mistake = kind.mistake(after: provided, platform: platform) {
                context.report(mistake, at: step.place)
            }
            provided.formUnion(kind.provides)
        }
        let needsPlatform = steps.contains { $0.plan.action.kind.needsPlatform || $0.plan.usesPlatformNames }
        if needsPlatform, platform == nil, !mayLackPlatform { context.report(.platformMissing, at: place) }
    }
}
