// The step of `run URL`: requests one URL with GET. Scenarios cannot use it.

/// A get step.
struct GetPlan: CheckedStep {
    var address: Template

    var words: String { "GET \(address.written)" }
    var rendered: [String] { ["  - request: \(YAMLText.quote(words))"] }
    var templates: [Template] { [address] }
    var contacts: [StepContact] { [.address(address, otherwise: .api)] }
    var needsPlatform: Bool { false }
}
