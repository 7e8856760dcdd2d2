import Analysis
import Measuring
import Testing

@testable import Reporting

@Suite struct `Phases of a step` {
    private func material(send: Bool = false) -> ReportMaterial {
        var material = StepChartCase.onePerson.material
        var step = material.results.summary.steps[0]
        func times(_ count: Int, _ mean: Double) -> Summary.Distribution {
            .fixed(count: count, p50: mean, p95: mean, p99: mean, max: mean)
        }
        // Ten requests, half of which connected: 800 + 150 + 50 ms.
        step.phasesMs = Summary.Phases { phase in
            switch phase {
            case .connect: times(5, 30)
            case .wait: times(10, 80)
            case .receive: times(10, 5)
            case .send: send ? times(10, 0.5) : nil
            case .resolve, .tls: nil
            }
        }
        step.responseMs = times(10, 200)
        step.generatorMs = times(10, 4)
        material.results.summary.steps = [step]
        return material
    }

    @Test func `are shares of the sum of all requests' time, since medians do not add up`() throws {
        let figure = try #require(PhaseCharts.figures(material()).first)
        #expect(figure.headline == "80.0 % of the time of token went into waiting for the answer.")
        #expect(figure.table?.head == ["Step", "Requests", "Connect", "Wait", "Receive", "Generator's own"])
        #expect(figure.table?.rows == [["token", "10", "15.0 %", "80.0 %", "5.0 %", "2.0 %"]])
        #expect(figure.body.text.contains("<td>100 ms</td><td>2.0 %</td>"))
        let areas = figure.body.text.matches(of: /d="M([\d.]+) 4h([\d.]+)v14h/)
        #expect(areas.map { Double($0.output.1) ?? -1 } == [0, 44.4, 281.2])
        #expect(areas.map { Double($0.output.2) ?? -1 } == [43.4, 235.8, 13.8])
    }

    @Test func `say where sending is a part of waiting`() throws {
        #expect(try #require(PhaseCharts.figures(material()).first).subtitle.contains("does not tell sending"))
        #expect(PhaseCharts.figures(material(send: true)).allSatisfy { !$0.subtitle.contains("sending") })
    }

    @Test func `have no generator's share where it was not measured for all`() throws {
        var material = material()
        material.results.summary.steps[0].generatorMs.count = 9
        #expect(try #require(PhaseCharts.figures(material).first).table?.rows.first?.last == "–")
    }
}

@Suite struct `Responses by status` {
    private func figure(_ status: [[Int: Int]], requests: [Int]) throws -> Figure {
        var material = StepChartCase.onePerson.material
        for (place, counts) in status.enumerated() {
            material.results.summary.steps[place].status = Summary.StatusCounts(counts)
            material.results.summary.steps[place].requests = requests[place]
        }
        material.results.summary.steps = Array(material.results.summary.steps.prefix(status.count))
        return try #require(StatusCodes.figures(material).first)
    }

    @Test func `count those without any response too`() throws {
        let figure = try figure([[200: 90, 503: 6], [200: 50, 302: 40]], requests: [100, 90])
        #expect(
            figure.headline
                == "10 of 190 requests got a status of 400 or over, or no response; most often status 503, 6 times in token."
        )
        #expect(figure.body.text.contains(">no response</td><td>4</td><td>4.0 %</td>"))
        #expect(figure.body.text.matches(of: /<th scope="row">token</).count == 3)
        // A second cue beside the colour, for refusals alone.
        #expect(figure.body.text.matches(of: /url\(#status-codes-hatch\)/).count == 2)
    }

    @Test func `name the only refusal, or none`() throws {
        #expect(
            try figure([[200: 90, 429: 10]], requests: [100]).headline
                == "10 of 100 requests got status 429, all in token.")
        #expect(
            try figure([[200: 90, 302: 10]], requests: [100]).headline
                == "All 100 requests were answered with a status below 400: 200, 302.")
    }

    @Test func `are at most twenty rows, the most frequent, and tell how many are left out`() throws {
        let counts = Dictionary(uniqueKeysWithValues: (0..<30).map { (200 + $0, 100 - $0) })
        let figure = try figure([counts], requests: [counts.values.reduce(0, +)])
        #expect(figure.body.text.matches(of: /<tr>/).count == 21)
        #expect(figure.subtitle.contains("755 responses of rarer kinds not shown"))
    }
}
