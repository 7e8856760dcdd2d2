// What only the whole journey can tell: a step that needs what no step before it provides.

/// Checks the order of steps, and that accounts are there for them.
struct JourneyRules {
    let context: LoadContext

    /// Reports every step that cannot work.
    func check(_ steps: [JourneySection.Step], platform: PlatformPlan?, mayLackPlatform: Bool, place: SourceLocation) {
        var hasToken = false
        var hasAccess = false
        var entries = (any: false, whole: false)
        var needsPlatform = false
        for step in steps {
            switch step.plan.action {
            case .token(let token):
                needsPlatform = true
                if token.grant == .refresh, !hasToken { context.report(.refreshWithoutToken, at: step.place) }
                hasToken = true
            case .generateAccess(let access):
                needsPlatform = true
                switch access.granter {
                case .participant where !hasToken: context.report(.accessWithoutToken, at: step.place)
                case .host where platform != nil && platform?.host == nil:
                    context.report(.accessWithoutHost, at: step.place)
                case .participant, .host: break
                }
                hasAccess = true
            case .enterRoom(let entry):
                needsPlatform = true
                if entry.link == nil, !hasAccess, !hasToken { context.report(.entryWithoutAccess, at: step.place) }
                entries.any = true
                entries.whole = entries.whole || !entry.openOnly
            case .leaveRoom:
                needsPlatform = true
                if !entries.any {
                    context.report(.leaveWithoutEntry, at: step.place)
                } else if !entries.whole {
                    context.report(.leaveAfterOpenOnly, at: step.place)
                }
            case .pause, .get: break
            }
        }
        if needsPlatform, platform == nil, !mayLackPlatform { context.report(.platformMissing, at: place) }
    }
}
