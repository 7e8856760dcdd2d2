// What shard 1 tells the others.
import Glibc
import Journeys
import Measuring
import Runs
import Scenarios
import Support
import Testing

@Suite struct `What shard 1 has set up` {
    private func setup(_ plan: Plan) -> SharedSetup {
        var room = ProvisionedRoom(spaceID: "s", roomID: "r", roomAlias: "a", hostToken: Secret("host-token"))
        room.page = RoomPage(spaceID: "s", title: "«Ä»", size: 12)
        room.values = ["lesson": "42"]
        let key = DataKey()
        return SharedSetup(
            runID: "abcd2345", seed: .max, shards: 3, startAt: UTCInstant(microseconds: 1_795_000_000_123_456),
            version: "1", scenario: SharedSetup.description(of: plan, seed: .max), dataDigest: key.digest(of: plan),
            dataKey: key, room: room
        )
    }

    private func plan(seed: UInt64? = .max, shard: Shard? = Shard(number: 2, of: 3)) -> Plan {
        var plan = Plan(
            name: "test", source: "test.yaml", target: TargetPlan(api: .url("http://127.0.0.1:1")), platform: nil,
            participants: ParticipantsPlan(count: 5), arrival: .atOnce, journey: [], seed: seed)
        plan.shard = shard
        return plan
    }

    @Test func `reaches the others whole, in a file for the owner alone, and only once`() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/setup.json"
            #expect(try SharedSetup(at: path) == nil)
            let setup = setup(plan())
            try setup.write(to: path)
            let read = try #require(try SharedSetup(at: path))
            #expect(read.room == setup.room && read.seed == .max && read.runID == "abcd2345" && read.shards == 3)
            #expect(read.startAt == setup.startAt && read.scenario == setup.scenario)
            #expect(read.dataKey == setup.dataKey && read.dataDigest == setup.dataDigest)
            var status = stat()
            #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o600)
            let problem = #expect(throws: Problem.self) { try setup.write(to: path) }
            #expect(problem?.messages == ["'\(path)' exists: another run has begun in this folder"])
        }
    }

    @Test func `is refused if it is damaged`() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/setup.json"
            let file = try #require(fopen(path, "w"))
            fputs("{\"schema\": ", file)
            fclose(file)
            #expect(throws: Problem.self) { try SharedSetup(at: path) }
        }
    }

    @Test func `may be that it has ended before the run, and why`() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/setup.json"
            try SharedSetup.writeFailure("no room \"7\"", to: path)
            let problem = #expect(throws: Problem.self) { try SharedSetup(at: path) }
            #expect(problem?.messages == ["shard 1 ended before the run began: no room \"7\""])
            #expect(problem?.kind == .execution)
        }
    }

    @Test func `fits those alone whose files of data have the same contents`() throws {
        var plan = plan()
        plan.dataDigest = [1, 2, 3]
        let setup = setup(plan)
        #expect(setup.difference(from: plan, version: "1", source: .shardOne) == nil)
        for other in [[1, 2, 4], nil] as [[UInt8]?] {
            plan.dataDigest = other
            #expect(
                setup.difference(from: plan, version: "1", source: .shardOne)
                    == "the data files of shard 1 have other contents than those of this one")
        }
        // Without the key nobody can find out the contents from what is stored.
        plan.dataDigest = [1, 2, 3]
        let digest = try #require(setup.dataDigest)
        #expect(digest.count == 64 && DataKey().digest(of: plan) != digest && setup.dataKey.digest(of: plan) == digest)
    }

    @Test func `fits the shards of the same run alone`() {
        let setup = setup(plan())
        #expect(setup.difference(from: plan(), version: "1", source: .shardOne) == nil)
        #expect(setup.difference(from: plan(seed: nil), version: "1", source: .shardOne) == nil)
        #expect(setup.difference(from: plan(), version: "2", source: .shardOne)?.contains("version 1") == true)
        #expect(setup.difference(from: plan(seed: 3), version: "1", source: .shardOne)?.contains("the seed") == true)
        #expect(
            setup.difference(from: plan(shard: Shard(number: 2, of: 4)), version: "1", source: .shardOne)?.contains("4")
                == true)
        var other = plan()
        other.crowds[0].participants.count = 6
        #expect(
            setup.difference(from: other, version: "1", source: .shardOne)
                == "shard 1 runs another scenario; only this one has: count: 6")
    }
}
