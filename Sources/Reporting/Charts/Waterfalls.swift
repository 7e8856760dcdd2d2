// What single people saw: their requests one below the other, by phases.
package import Analysis
import Measuring

/// Waterfalls of real journeys, because medians of phases do not add up to a journey.
package enum Waterfalls {
    /// How many people are drawn at most, over all crowds.
    private static let peopleLimit = 12
    /// How many requests are drawn at most, over all people, unless each has fewer than `requestsAtLeast`.
    private static let requestLimit = 96
    private static let requestsAtLeast = 8

    /// One figure a crowd; none if nobody sent a request, or if the run is invalid, whose times are not the target's.
    package static func figures(_ material: ReportMaterial) -> [Figure] {
        let summary = material.results.summary
        guard summary.verdict != .invalid else { return [] }
        let journeys = material.detail.journeys.filter { !$0.requests.isEmpty }
        let crowds = journeys.reduce(into: [String]()) { if !$0.contains($1.crowd) { $0.append($1.crowd) } }
        guard !crowds.isEmpty else { return [] }
        let arriving = material.results.metadata.crowds.filter { !$0.arrivalIsAtOnce }.map(\.name)
        let people = max(1, peopleLimit / crowds.count)
        let requests = max(requestsAtLeast, requestLimit / min(journeys.count, peopleLimit))
        return crowds.enumerated().map { place, crowd in
            let all = journeys.filter { $0.crowd == crowd }
            let isSinceArrival = arriving.contains(crowd)
            return figure(
                all.prefix(people).map { isSinceArrival ? $0.sinceArrival : $0 }, of: all.count, requests: requests,
                id: "waterfall-\(place + 1)", crowd: crowds.count > 1 ? crowd : nil, isSinceArrival: isSinceArrival)
        }
    }

    private static func figure(
        _ journeys: [RunDetail.Journey], of count: Int, requests: Int, id: String, crowd: String?, isSinceArrival: Bool
    ) -> Figure {
        let last = journeys.flatMap { $0.requests.map(\.endMs) + [$0.enteredMs].compactMap { $0 } }.max() ?? 0
        // What long before T0 came would leave the storm no room: at most half of the axis is before it.
        let shown = journeys.map { WaterfallRows($0, from: -max(last, 1), limit: requests) }
        let first = shown.flatMap { $0.requests.map(\.intendedMs) }.min() ?? 0
        let axis = TimeScale(from: min(0, first), to: last)
        let drawing = WaterfallDrawing(axis: axis, isSinceArrival: isSinceArrival, figure: id)
        var phases: [Phase] = Phase.allCases
        phases.removeAll { phase in
            !shown.contains { $0.requests.contains { ($0.phases[phase] ?? 0) > 0 } }
        }
        var body = PhaseMark.legend(phases, in: id, others: drawing.otherMarks(of: shown))
        body += drawing.table(shown)
        var subtitle = "Requests of single participants by time since \(isSinceArrival ? "each one's arrival" : "T0")"
        if count > journeys.count { subtitle += "; \(journeys.count) of \(count) people" }
        if journeys.contains(where: { $0.role != .one }) {
            subtitle += "; chosen by how long the journey took without pauses and gates, among all who got in"
        }
        return Figure(
            id: id, headline: headline(journeys, crowd: crowd), subtitle: subtitle + ".", body: body,
            table: table(shown, isSinceArrival: isSinceArrival))
    }

    private static func headline(_ journeys: [RunDetail.Journey], crowd: String?) -> String {
        let of = crowd.map { "\($0): " } ?? ""
        func time(_ role: RunDetail.Journey.Role) -> String? {
            journeys.first { $0.role == role }?.enteredMs.map { Figures.milliseconds($0) }
        }
        if let median = time(.median), let slowest = time(.slowest) {
            return
                "\(of)the person with the median journey was in after \(median), the one with the slowest after \(slowest)."
                .sentence
        }
        let entered = journeys.compactMap(\.enteredMs)
        guard let last = entered.max() else {
            let failure = journeys.lazy.flatMap(\.requests).compactMap { request in
                request.failure.map { "\(request.step): \(FailureWords.of($0, status: request.status))" }
            }.first
            let who = journeys.count == 1 ? "the person shown never" : "none of the \(journeys.count) people shown"
            return "\(of)\(who) got in\(failure.map { "; \($0)" } ?? "").".sentence
        }
        let all = "\(entered.count) of \(Figures.counted(journeys.count, "person", "people")) shown"
        return journeys.count == 1
            ? "\(of)the only person was in after \(Figures.milliseconds(last)).".sentence
            : "\(of)\(all) got in, the last after \(Figures.milliseconds(last)).".sentence
    }

    private static func table(_ shown: [WaterfallRows], isSinceArrival: Bool) -> FigureTable {
        let times = TableTimes(largest: shown.flatMap { $0.requests.map(\.endMs) }.max() ?? 0)
        return FigureTable(
            caption: "The people shown, times since \(isSinceArrival ? "each one's arrival" : "T0")",
            head: ["Participant", "Requests", "Failed", "First started (\(times.unit))", "In (\(times.unit))"],
            rows: shown.prefix(FigureTable.rowLimit).map { rows in
                let journey = rows.journey
                return [
                    "participant \(journey.participant) (\(rows.role))",
                    Figures.count(journey.requests.count + journey.omitted),
                    Figures.count(journey.requests.count { $0.failure != nil }),
                    times.text(journey.requests.first?.startMs), times.text(journey.enteredMs),
                ]
            })
    }
}

/// One person's rows.
struct WaterfallRows {
    /// The person.
    let journey: RunDetail.Journey
    /// The requests that are drawn.
    let requests: ArraySlice<RunDetail.Journey.Request>

    /// How many are not drawn because they came long before T0.
    let earlier: Int

    /// The first requests of a person from a time on, in milliseconds since T0.
    init(_ journey: RunDetail.Journey, from first: Double, limit: Int) {
        self.journey = journey
        let drawn = journey.requests.drop { $0.intendedMs < first }
        requests = drawn.prefix(limit)
        earlier = journey.requests.count - drawn.count
    }

    /// How many requests behind them are not drawn.
    var left: Int { journey.requests.count - earlier - requests.count + journey.omitted }

    /// Why this person is shown.
    var role: String {
        switch journey.role {
        case .median: "median"
        case .p95: "95th percentile"
        case .slowest: "slowest"
        case .firstFailed: "first who failed"
        case .one: journey.enteredMs == nil ? "not in" : "in"
        }
    }

    /// Who it is, and when they were in.
    var title: String {
        let entered =
            journey.enteredMs.map { "in after \(Figures.milliseconds($0))" }
            ?? (journey.ending == .failed ? "never in: a step failed" : "not in when the run ended")
        let role =
            switch journey.role {
            case .median: "Median journey: "
            case .p95: "95th percentile: "
            case .slowest: "Slowest who got in: "
            case .firstFailed: "First who failed: "
            case .one: ""
            }
        return "\(role)participant \(journey.participant), \(entered)".sentence
    }
}

extension RunDetail.Journey {
    /// The same journey with its times counted from its first request's intended start.
    fileprivate var sinceArrival: RunDetail.Journey {
        guard let first = requests.map(\.intendedMs).min() else { return self }
        var journey = self
        journey.enteredMs = enteredMs.map { $0 - first }
        for place in requests.indices {
            journey.requests[place].intendedMs -= first
            journey.requests[place].startMs -= first
            journey.requests[place].endMs -= first
        }
        return journey
    }
}

extension String {
    /// With a capital letter at its beginning.
    var sentence: String { prefix(1).uppercased() + dropFirst() }
}
