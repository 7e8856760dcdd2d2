// The step `leave-room`: leaves the room (contract section 5).

/// A leave-room step.
struct LeavePlan: ReadableStep {
    static let section = Section(
        "in leave-room", Vocabulary.common, bare: BareValue("{ timeout: 10s }", duration: "timeout"))

    static func read(_ draft: StepDraft, in context: LoadContext) -> StepAction? {
        draft.hasNoArgument(in: context) ? .leaveRoom : nil
    }

    var words: String { "leave-room" }
    var rendered: [String] { ["  - leave-room:"] }
    var contacts: [StepContact] { [.api] }
    var needsPlatform: Bool { true }

    func mistake(after provided: Set<StepProvision>, platform: PlatformPlan?) -> Mistake? {
        guard provided.contains(.roomPage) else { return .leaveWithoutEntry }
        return provided.contains(.room) ? nil : .leaveAfterOpenOnly
    }
}
