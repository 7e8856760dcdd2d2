// What a plan needs from the machine, and where its connections go.
import Addresses
import Analysis
import EventLoops
import Measuring
import PlatformContract
import Scenarios
import Support
import Testing

@testable import Driver

struct MachineTests {
    private func plan(_ count: Int, sources: Int = 0) -> Plan {
        Plan(
            name: "t", source: "t",
            target: TargetPlan(
                api: .url("http://a"), sourceAddresses: (0..<sources).map { "127.0.0.\($0 + 2)" }),
            platform: nil, participants: ParticipantsPlan(count: count), arrival: .atOnce,
            journey: [
                StepPlan(name: "token", action: .token(TokenPlan(grant: .password))),
                StepPlan(name: "enter-room", action: .enterRoom(EntryPlan())),
            ])
    }

    private let one = Origins(api: "http://a:1", web: "http://a:1")
    private let two = Origins(api: "http://a:1", web: "http://b:2")

    @Test func `A plan that fits has no problems`() {
        let needs = MachineNeeds(of: plan(500), origins: one, threads: 2)
        #expect(needs.shortages(openFiles: 1024, inUse: 10, ports: 28_232).isEmpty)
    }

    @Test func `Too few open files are reported with the number needed and the number available`() throws {
        let needs = MachineNeeds(of: plan(1000), origins: one, threads: 2)
        let problem = try #require(needs.shortages(openFiles: 1024, inUse: 10, ports: 28_232).first)
        #expect(problem.resource == "open files")
        #expect(problem.needed == 1000 + 2 * 8 + 32 + 10)
        #expect(problem.available == 1024)
        #expect(problem.description.hasPrefix("open files: 1058 needed, 1024 available; raise the limit"))
    }

    @Test func `Too little address space is reported with what is needed for the threads and the crowd`() throws {
        func shortage(_ count: Int, threads: Int, limit: Int) -> Shortage? {
            MachineNeeds(of: plan(count), origins: one, threads: threads)
                .shortages(openFiles: 100_000, inUse: 0, ports: 28_232, addressSpace: limit).first
        }
        let problem = try #require(shortage(4000, threads: 2, limit: 500))
        #expect(problem.isCertain)
        #expect(
            problem.description == "address space (MiB): 1044 needed, 500 available; raise the limit (`ulimit -v`), or "
                + "use fewer threads or participants")
        #expect(shortage(4000, threads: 2, limit: 1044) == nil)
        #expect(shortage(4000, threads: 3, limit: 1044) != nil)
        #expect(shortage(4001, threads: 2, limit: 1044) != nil)
        #expect(AddressSpace.limit > 1044)
    }

    @Test func `Two hosts take two connections a participant`() {
        let needs = MachineNeeds(of: plan(600), origins: two, threads: 1)
        #expect(needs.shortages(openFiles: 1024, inUse: 0, ports: 28_232).map(\.needed) == [1240])
    }

    @Test func `Too few ports are reported, with the number of source addresses needed`() throws {
        let needs = MachineNeeds(of: plan(60_000), origins: one, threads: 1)
        let problem = try #require(needs.shortages(openFiles: 100_000, inUse: 0, ports: 28_232).first)
        #expect(problem.resource == "local ports to a:1")
        #expect(problem.needed == 60_000)
        #expect(problem.available == 28_232)
        #expect(problem.remedy.contains("at least 3 `source-addresses`"))
        let spread = MachineNeeds(of: plan(60_000, sources: 3), origins: one, threads: 1)
        #expect(spread.shortages(openFiles: 100_000, inUse: 0, ports: 28_232).isEmpty)
    }

    @Test func `Through a proxy the connections are those to the proxy`() {
        func needs(_ api: BaseURL, _ web: BaseURL, _ proxy: ProxyPlan, _ environment: [String: String] = [:])
            -> [MachineNeeds.Connections]
        {
            var plan = plan(60_000)
            plan.target.proxy = proxy
            return MachineNeeds(
                of: plan, origins: Origins(api: api, web: web), threads: 1, environment: environment
            ).connections
        }
        let proxy = ProxyPlan.url(Secret("http://p.example:3128"), shown: "http://p.example:3128")
        let once = MachineNeeds.Connections(target: "p.example:3128", atOnce: 60_000, all: 60_000)
        let twice = MachineNeeds.Connections(target: "p.example:3128", atOnce: 120_000, all: 120_000)
        // Plain requests to both hosts share a connection, and each host with TLS has one of its own.
        #expect(needs("http://a:1", "http://b:2", proxy) == [once])
        #expect(needs("https://a:1", "https://b:2", proxy) == [twice])
        #expect(needs("https://a:1", "https://b:2", .environment, ["https_proxy": "p.example:3128"]) == [twice])
        #expect(needs("http://a:1", "http://b:2", .environment, ["https_proxy": "p.example:3128"]).count == 2)
        #expect(needs("http://a:1", "http://b:2", .none, ["http_proxy": "p.example:3128"]).count == 2)
    }

    @Test(arguments: [
        Arrival.over(window: .seconds(120), curve: .uniform), .rate(perSecond: 500, for: .seconds(120), poisson: false),
    ])
    func `Participants who arrive over time cause a warning, not an error`(arrival: Arrival) {
        var plan = plan(60_000)
        plan.crowds[0].arrival = arrival
        let shortages = MachineNeeds(of: plan, origins: one, threads: 1)
            .shortages(openFiles: 20_000, inUse: 0, ports: 28_232, addressSpace: 1000)
        let preflight = Preflight(shortages)
        #expect(preflight.problem == nil)
        #expect(
            preflight.warnings == [
                "This machine may run out of address space (MiB): 7996 if all participants were there at the same time, "
                    + "1000 available. If it does, raise the limit (`ulimit -v`), or use fewer threads or participants.",
                "This machine may run out of open files: 60040 if all participants were there at the same time, "
                    + "20000 available. If it does, raise the limit (`ulimit -Hn`, LimitNOFILE=), or use fewer "
                    + "participants.",
                "This machine may run out of local ports to a:1: 60000 if all participants were there at the same time, "
                    + "28232 available. If it does, give at least 3 `source-addresses`, or widen "
                    + "net.ipv4.ip_local_port_range.",
            ])
    }

    @Test func `Participants who arrive over time and meet at a gate cause an error`() {
        var plan = plan(60_000)
        plan.crowds[0].arrival = .over(window: .seconds(120), curve: .uniform)
        plan.crowds[0].journey[1].release = ReleasePlan()
        let shortages = MachineNeeds(of: plan, origins: one, threads: 1)
            .shortages(openFiles: 20_000, inUse: 0, ports: 28_232)
        #expect(Preflight(shortages).problem?.messages.count == 2)
    }

    @Test func `Participants take source addresses, and the addresses of a host, in turn`() {
        let context = StormContext(
            plan: plan(9, sources: 3), origins: one,
            metadata: RunMetadata(
                id: "r1", name: "t", scenario: "t", startedAt: "2026-01-01T00:00:00.000Z", seed: 1, version: "0",
                api: "http://a:1", http: "auto", crowds: [], origin: Moment.now),
            sink: KeepingSink(), control: StormControl(), progress: StormProgress(), crowds: [], notice: { _ in },
            redactor: Redactor(secrets: []))
        let options = (1...4).map { context.sessionOptions(participant: $0, cookies: true) }
        #expect(options.map(\.sourceAddress) == ["127.0.0.3", "127.0.0.4", "127.0.0.2", "127.0.0.3"])
        #expect(options.map(\.addressTurn) == [1, 2, 3, 4])
        #expect(options.map(\.headers) == (1...4).map { ["X-Turnout-Participant: \($0)"] })
    }

    @Test func `The tally tells who was held up, and how many responses have no stamp`() {
        func request(_ participant: Int32, sentAfter milliseconds: Int64, received: Bool) -> RequestSample {
            let sent = Moment(nanoseconds: milliseconds * 1_000_000)
            let end = sent.advanced(byNanoseconds: 50_000_000)
            return RequestSample(
                participant: participant, step: StepIndex(rawValue: 0), endpoint: "token",
                intended: Moment(nanoseconds: 0),
                figures: ExchangeFigures(
                    started: sent, begun: sent, sent: sent, received: received ? end : nil, finished: end, status: 200),
                failure: nil)
        }
        var batch = SampleBatch()
        batch.requests = [
            request(1, sentAfter: 5, received: true), request(2, sentAfter: 300, received: false),
            // The host's are nobody's.
            request(0, sentAfter: 900, received: true),
        ]
        let tally = GeneratorTally()
        tally.take(batch)
        let figures = tally.result.figures
        #expect(figures.late.count == 2 && figures.late.lateCount == 1)
        #expect(figures.late.worstNanoseconds == 300_000_000)
        #expect(figures.responses == 2 && figures.unstampedResponses == 1)
    }

    @Test func `Participants for whom the machine had no resources count against the generator`() {
        let counters = LoopCounters()
        counters.refused()
        var figures = GeneratorFigures()
        figures.add(counters)
        #expect(figures.requests == 1 && figures.harnessFailures == 1)
    }

    @Test func `The lag of a loop is judged as it was measured`() {
        var lag = LoopLag()
        lag.count = 100
        lag.maxMicroseconds = 70_000
        // Whatever the bucket, at most one sixteenth is added.
        let bucket = (0..<LoopLag.bucketCount).first { LoopLag.upperEdge(ofBucket: $0) >= 68_000 }
        lag.buckets[bucket ?? 0] = 100
        var figures = GeneratorFigures()
        figures.add(lag)
        #expect(figures.loopLag.microseconds(atPercentile: 99).map { (68_000...72_250).contains($0) } == true)
    }

    @Test func `This machine's own addresses and names are recognised`() {
        let small = Preflight(of: plan(10), origins: one, threads: 1)
        #expect(small.problem == nil && small.warnings.isEmpty)
        let large = Preflight(of: plan(10_000_000), origins: one, threads: 1)
        #expect(large.problem?.messages.count == 2 && large.warnings.isEmpty)
        #expect(ProcessReading.openFiles >= 3)
        #expect(ProcessReading.peakMemoryMiB > 1)
        #expect(ProcessReading.cpuSeconds > 0)
    }
}
