// What a request step takes from its answer.
import Addresses
import Extracting
import Measuring
import Scenarios
import Transport

/// The extractions of one step.
struct PreparedExtractions: Sendable {
    /// One of them. A class, since a copy would copy the references to all that it holds.
    final class Item: Sendable {
        let name: String
        let slot: ValueSlot
        let source: ExtractionPlan.Source
        let fallback: PreparedText?
        let isSecret: Bool

        init(_ plan: ExtractionPlan, _ names: RunNames) throws(UnknownName) {
            guard let slot = names.slots[.value(plan.name)] else { throw UnknownName(name: plan.name) }
            name = plan.name
            self.slot = slot
            source = plan.source
            fallback = try plan.fallback.map { (text) throws(UnknownName) in try PreparedText(text, names) }
            isSecret = plan.isSecret
        }
    }

    /// In the order in which they are written.
    let items: [Item]
    /// The response headers that they need, and the one that tells whether the answer is a page.
    let wantedHeaders: [String]
    /// Those of them that search the body.
    let search: BodySearch

    static let contentType = "content-type"

    init(_ plans: [ExtractionPlan], _ names: RunNames) throws(UnknownName) {
        items = try plans.map { (plan) throws(UnknownName) in try Item(plan, names) }
        let headers = plans.compactMap { if case .header(let name) = $0.source { name } else { nil } }
        wantedHeaders = headers.reduce(into: [PreparedExtractions.contentType]) { names, name in
            if !names.contains(where: { HeaderValues.areSameName($0, name) }) { names.append(name) }
        }
        search = BodySearch(
            paths: plans.compactMap { if case .html(let path) = $0.source { path } else { nil } },
            patterns: plans.compactMap { if case .regex(let pattern) = $0.source { pattern } else { nil } },
            pointers: plans.compactMap { if case .json(let pointer) = $0.source { pointer } else { nil } })
    }
}
