import Analysis
import Measuring
import Testing

@testable import Reporting

@Suite struct Waterfall {
    private typealias Request = RunDetail.Journey.Request

    private static func request(
        _ step: String, at start: Double, to end: Double, delay: Double = 0, attempt: Int = 1, phases: Phases = [:],
        status: Int? = 200, failure: FailureKind? = nil
    ) -> Request {
        Request(
            step: step, endpoint: step, attempt: attempt, intendedMs: start - delay, startMs: start, endMs: end,
            phases: phases, status: status, failure: failure)
    }

    private func figure(
        _ requests: [Request], role: RunDetail.Journey.Role = .one, entered: Double? = nil, omitted: Int = 0,
        isAtOnce: Bool = true
    ) throws -> Figure {
        var material = StepChartCase.onePerson.material
        material.results.metadata.crowds[0].arrivalIsAtOnce = isAtOnce
        material.detail.journeys = [
            RunDetail.Journey(
                role: role, participant: 7, crowd: CrowdMetadata.onlyName, enteredMs: entered,
                ending: entered == nil ? .failed : .completed, requests: requests, omitted: omitted)
        ]
        return try #require(Waterfalls.figures(material).first)
    }

    @Test func `draws the phases that a request went through, one after another and no other`() throws {
        let phases: Phases = [
            .resolve: 100_000, .connect: 200_000, .tls: 300_000, .send: 50_000, .wait: 250_000, .receive: 100_000,
        ]
        let text = try figure([Self.request("token", at: 0, to: 1000, phases: phases)], entered: 1000).body.text
        let starts = text.matches(of: /d="M([\d.]+) 4h([\d.]+)v12h/).map { Double($0.output.1) ?? -1 }
        #expect(starts == [0, 34, 102, 204, 221, 306])
        for words in [
            "looking up the name", "connecting", "TLS handshake", "sending", "waiting for the answer", "receiving",
        ] {
            #expect(text.contains("> \(words)"), "legend: \(words)")
        }
        #expect(text.contains("waiting for the answer 250 ms"))
        #expect(!text.contains("no phase known") && !text.contains("generator") && !text.contains("failed"))
        let warm = try figure([Self.request("token", at: 0, to: 1000, phases: [.wait: 1_000_000])], entered: 1000)
        #expect(!warm.body.text.contains("connecting"))
    }

    @Test func `keeps the generator's own delay, pauses and what no phase tells apart from the phases`() throws {
        let text = try figure(
            [
                Self.request("token", at: 100, to: 300, delay: 100, phases: [.wait: 200_000]),
                Self.request("enter-room", at: 700, to: 1000, phases: [.wait: 100_000]),
            ], entered: 1000
        ).body.text
        #expect(text.contains("the generator&#39;s own delay") && text.contains("delayed by the generator 100 ms"))
        #expect(text.contains(#"d="M102 10H238""#) && text.contains("pause, gate or wait for a retry"))
        #expect(text.contains("no phase known"))
    }

    @Test func `marks what failed beside its colour, with status and attempt`() throws {
        let figure = try figure(
            [
                Self.request("token", at: 0, to: 300, status: 503, failure: .status),
                Self.request("token", at: 500, to: 900, attempt: 2, status: nil, failure: .timeout),
            ], role: .firstFailed)
        let text = figure.body.text
        #expect(text.contains(">× 503</td>") && text.contains(">× timed out</td>"))
        #expect(text.contains(">token, attempt 2</th>"))
        #expect(text.contains("First who failed: participant 7, never in: a step failed"))
        #expect(text.matches(of: /stroke="#D55E00"/).count == 3)
        #expect(figure.headline == "The person shown never got in; token: status 503.")
        #expect(figure.table?.rows == [["participant 7 (first who failed)", "2", "2", "0.00", "–"]])
    }

    @Test func `says how many requests it leaves out`() throws {
        let requests = (0..<60).map { Self.request("poll", at: Double($0), to: Double($0) + 1) }
        let many = Waterfalls.figures(StepChartCase.tenPeople.material)
        #expect(many[0].body.text.matches(of: /scope="rowgroup"/).count == 10)
        #expect(try figure(requests, entered: 60, omitted: 140).body.text.contains("140 more requests not shown"))
    }

    @Test func `counts from T0, or from a person's own arrival where people came one by one`() throws {
        let requests = [
            Self.request("token", at: 90_000, to: 90_500), Self.request("enter-room", at: 90_500, to: 91_000),
        ]
        #expect(try figure(requests, entered: 91_000).headline == "The only person was in after 91.0 s.")
        let own = try figure(requests, entered: 91_000, isAtOnce: false)
        #expect(own.headline == "The only person was in after 1.00 s.")
        #expect(own.subtitle.contains("since each one's arrival") && own.body.text.contains("Since arrival"))
    }

    @Test func `shows what came before the release, with T0 as a line`() throws {
        let text = try figure(
            [Self.request("page", at: -500, to: -400), Self.request("log in", at: 0, to: 500)], entered: 500
        )
        .body.text
        #expect(text.contains(#"d="M170 0V20""#) && text.contains(">-400<") && text.contains(">400 ms<"))
    }

    @Test func `leaves the storm at least half of the axis, whatever came long before it`() throws {
        let text = try figure(
            [
                Self.request("page", at: -60_000, to: -59_000), Self.request("form", at: -59_000, to: -58_000),
                Self.request("log in", at: 0, to: 500),
            ], entered: 500
        ).body.text
        #expect(text.contains("2 requests long before T0 not shown") && !text.contains(">page<"))
        #expect(text.contains(">500 ms<"))
    }

    @Test func `tells when a person was in between what came before and after`() throws {
        let text = try figure(
            [Self.request("enter-room", at: 0, to: 100), Self.request("leave-room", at: 900, to: 1000)], entered: 100
        ).body.text
        let heads = text.matches(of: /<th scope="row">([^<]*)</).map { String($0.output.1) }
        #expect(heads == ["enter-room", "in the room", "leave-room"])
    }
}
