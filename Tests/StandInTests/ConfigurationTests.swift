// Reading the configuration file.

import Foundation
import PlatformContract
import Testing

@testable import StandIn

@Suite struct ConfigurationTests {
    private func problems(_ json: String) -> [String] {
        do {
            _ = try StandInConfiguration(json: Data(json.utf8), named: "x.json")
            return []
        } catch {
            return error.details.map { String($0.description.dropFirst("x.json".count).trimmingPrefix(": ")) }
        }
    }

    @Test func `an empty file changes nothing`() throws {
        #expect(try StandInConfiguration(json: Data("{}".utf8), named: "x.json") == StandInConfiguration())
    }

    @Test func `everything can be set`() throws {
        let json = """
            {"host":"0.0.0.0","port":8080,"seed":9,"profile":"fragile","generatedAccounts":3,
             "clients":[{"id":"c","secret":"s"}],
             "accounts":[{"email":"a@b","password":"p","name":"n","plan":"paid","personalToken":"t"},
               {"email":"c@d","password":"q"}],"siteAccount":"C@d",
             "webhooks":{"hosts":["*.lms.example"],"retrySeconds":1,"timeoutSeconds":2.5,"verify":false},
             "webOrigin":"https://edu.test/","idleTimeoutSeconds":5,"maximumBodyBytes":2048,
             "capacity":{"slots":{"queued":7},"database":null,"passwordHash":{"workers":3,"milliseconds":2.5},
               "rateLimit":{"perSecond":1.5,"burst":4},"sessionStore":{"writeMilliseconds":1,"lagMilliseconds":2},
               "faults":{"reset":0.1,"stall":0.2,"truncated":0.3,"malformed":0.4,"earlyAnswer":0.5,"earlyClose":0.25,"stallSeconds":7,
                 "dropRoomAfterSeconds":8,"recordFailsAfterSeconds":9,"reportLosesEvery":11},
               "retryAfterSeconds":9,"service":{"room":{"medianMilliseconds":1,"p99Milliseconds":2},"join":null}}}
            """
        let read = try StandInConfiguration(json: Data(json.utf8), named: "x.json")
        var expected = StandInConfiguration(profile: .fragile)
        expected.host = "0.0.0.0"
        expected.port = 8080
        expected.seed = 9
        expected.generatedAccounts = 3
        expected.clients = [.init(id: "c", secret: "s")]
        expected.accounts = [
            .init(email: "a@b", password: "p", name: "n", plan: .paid, personalToken: "t"),
            .init(email: "c@d", password: "q", name: ""),
        ]
        expected.siteAccount = "C@d"
        expected.webhooks = .init(hosts: ["*.lms.example"], retrySeconds: 1, timeoutSeconds: 2.5, verify: false)
        expected.webOrigin = "https://edu.test"
        expected.idleTimeoutSeconds = 5
        expected.maximumBodyBytes = 2_048
        expected.capacity.slots = .init(concurrent: 80, queued: 7)
        expected.capacity.database = nil
        expected.capacity.passwordHash = .init(workers: 3, milliseconds: 2.5)
        expected.capacity.rateLimit = .init(perSecond: 1.5, burst: 4)
        expected.capacity.sessionStore = .init(writeMilliseconds: 1, lagMilliseconds: 2)
        expected.capacity.faults = .init(
            reset: 0.1, stall: 0.2, truncated: 0.3, malformed: 0.4, stallSeconds: 7, dropRoomAfterSeconds: 8,
            recordFailsAfterSeconds: 9, reportLosesEvery: 11, earlyAnswer: 0.5, earlyClose: 0.25)
        expected.capacity.retryAfterSeconds = 9
        expected.capacity.service[.room] = .init(medianMilliseconds: 1, p99Milliseconds: 2)
        expected.capacity.service[.join] = nil
        #expect(read == expected)
        #expect(read.integrator == expected.accounts[1])
    }

    @Test func `the customer's site calls as the first account, unless another is named`() throws {
        #expect(StandInConfiguration().integrator?.email == DefaultAccount.hostEmail)
        let none = try StandInConfiguration(json: Data(#"{"accounts":[]}"#.utf8), named: "x.json")
        #expect(none.integrator == nil)
    }

    @Test(arguments: [
        ("[]", "found a list, expected an object"),
        ("{", ":1:2: found invalid JSON (the document ends too early), expected an object"),
        ("{\n \"a\": 1,\n}", ":3:1: found invalid JSON (an unexpected character), expected an object"),
        ("", ":1:1: found invalid JSON (the document ends too early), expected an object"),
        (#"{"port":"80"}"#, "port: found a text, expected a whole number from 0 to 65535"),
        (#"{"port":70000}"#, "port: found 70000, expected a whole number from 0 to 65535"),
        (#"{"port":1.5}"#, "port: found 1.5, expected a whole number from 0 to 65535"),
        (#"{"host":null}"#, "host: found null, expected a text"),
        (#"{"port":1e400}"#, "port: found inf, expected a whole number from 0 to 65535"),
        (
            #"{"seed":9007199254740992}"#,
            "seed: found 9007199254740992, expected a whole number from 0 to 9007199254740991"
        ),
        (
            #"{"host":"127.0.0.1\u0000x"}"#,
            #"host: found "127.0.0.1\0x", expected a name or an address in ASCII, such as "127.0.0.1""#
        ),
        (
            #"{"host":"ä.example"}"#,
            #"host: found "ä.example", expected a name or an address in ASCII, such as "127.0.0.1""#
        ),
        (
            #"{"webOrigin":"https://u:secret@h/"}"#,
            #"webOrigin: found a user name in it, expected an address without a path, such as "https://edu.example""#
        ),
        (#"{"host":""}"#, "host: found an empty text, expected a text that is not empty"),
        (
            #"{"accounts":[{"email":"a@b","password":"p"},{"email":"A@b","password":"q"}]}"#,
            #"accounts[1].email: found "A@b" for a second time, expected an e-mail that no other account has"#
        ),
        (
            #"{"clients":[{"id":"c","secret":"s"},{"id":"d","secret":"s"},{"id":"c","secret":"t"}]}"#,
            #"clients[2].id: found "c" for a second time, expected an id that no other client has"#
        ),
        (
            #"{"profile":"heroic"}"#,
            #"profile: found "heroic", expected one of "unlimited", "healthy", "fragile", "rate-limited", "session-race", "flaky""#
        ),
        (
            #"{"profile":"a\nb\u001b[31m"}"#,
            #"profile: found "a\nb\u{1B}[31m", expected one of "unlimited", "healthy", "fragile", "rate-limited", "session-race", "flaky""#
        ),
        (
            #"{"capacity":{"slots":{"many":1}}}"#,
            "capacity.slots.many: found an unknown key, expected one of concurrent, queued"
        ),
        (#"{"capacity":{"slots":7}}"#, "capacity.slots: found a number, expected an object"),
        (
            #"{"capacity":{"passwordHash":{"milliseconds":-1}}}"#,
            "capacity.passwordHash.milliseconds: found -1, expected a number from 0 to 3600000"
        ),
        (
            #"{"capacity":{"service":{"room":{"medianMilliseconds":50,"p99Milliseconds":5}}}}"#,
            "capacity.service.room: found a p99 below the median, "
                + "expected p99Milliseconds of at least medianMilliseconds"
        ),
        (
            #"{"accounts":[{"email":"a@b","password":"p","plan":"gold"}]}"#,
            #"accounts[0].plan: found "gold", expected one of "free", "paid""#
        ),
        (
            #"{"accounts":[{"email":"a@b"}]}"#,
            "accounts[0].password: found nothing, expected a text that is not empty"
        ),
        (
            #"{"clients":[{"id":"","secret":"s"}]}"#,
            "clients[0].id: found an empty text, expected a text that is not empty"
        ),
        (
            #"{"webOrigin":"nonsense"}"#,
            #"webOrigin: found "nonsense", expected an address without a path, such as "https://edu.example""#
        ),
        (
            #"{"webOrigin":"http://edu:0"}"#,
            #"webOrigin: found "http://edu:0", expected a port from 1 to 65535, or none"#
        ),
        (
            #"{"webOrigin":"http://edu:65536"}"#,
            #"webOrigin: found "http://edu:65536", expected a port from 1 to 65535, or none"#
        ),
        (
            #"{"webOrigin":"https://edu:99999999999999999999"}"#,
            #"webOrigin: found "https://edu:99999999999999999999", expected a port from 1 to 65535, or none"#
        ),
        (
            #"{"webOrigin":"http://[::1]:70000"}"#,
            #"webOrigin: found "http://[::1]:70000", expected a port from 1 to 65535, or none"#
        ),
        (
            #"{"webOrigin":"http://edu:"}"#,
            #"webOrigin: found "http://edu:", expected a port from 1 to 65535, or none"#
        ),
        (
            #"{"accounts":[{"email":"ab","password":"p"}]}"#,
            "accounts[0].email: found no e-mail, expected a text with an @ in it"
        ),
        (
            #"{"capacity":{"faults":{"reset":0.6,"stall":0.6}}}"#,
            "capacity.faults: found probabilities that add up to more than 1, "
                + "expected reset, stall, truncated and malformed of at most 1 together"
        ),
        (
            #"{"capacity":{"faults":{"earlyAnswer":0.6,"earlyClose":0.6}}}"#,
            "capacity.faults: found probabilities that add up to more than 1, "
                + "expected earlyAnswer and earlyClose of at most 1 together"
        ),
        (
            #"{"capacity":{"faults":{"dropRoomAfterSeconds":"x"}}}"#,
            "capacity.faults.dropRoomAfterSeconds: found a text, expected a number from 0 to 86400"
        ),
        (#"{"webhooks":{"hosts":["a",7]}}"#, "webhooks.hosts[1]: found a number, expected a text"),
        (
            #"{"webhooks":{"hosts":["a.example",""]}}"#,
            #"webhooks.hosts[1]: found "", expected a host's name or address alone, or "*." and a name"#
        ),
        (
            #"{"webhooks":{"hosts":["a.example","https://a.example"]}}"#,
            #"webhooks.hosts[1]: found "https://a.example", expected a host's name or address alone, or "*." and a name"#
        ),
        (
            #"{"webhooks":{"hosts":["a.example","a.example/"]}}"#,
            #"webhooks.hosts[1]: found "a.example/", expected a host's name or address alone, or "*." and a name"#
        ),
        (
            #"{"webhooks":{"hosts":["a.example","a.example:443"]}}"#,
            #"webhooks.hosts[1]: found "a.example:443", expected a host's name or address alone, or "*." and a name"#
        ),
        (
            #"{"webhooks":{"hosts":["a.example","*"]}}"#,
            #"webhooks.hosts[1]: found "*", expected a host's name or address alone, or "*." and a name"#
        ),
        (
            #"{"webhooks":{"hosts":["a.example","*."]}}"#,
            #"webhooks.hosts[1]: found "*.", expected a host's name or address alone, or "*." and a name"#
        ),
        (
            #"{"webhooks":{"hosts":["a.example","a.*"]}}"#,
            #"webhooks.hosts[1]: found "a.*", expected a host's name or address alone, or "*." and a name"#
        ),
        (
            #"{"webhooks":{"hosts":["a.example","*.*.example"]}}"#,
            #"webhooks.hosts[1]: found "*.*.example", expected a host's name or address alone, or "*." and a name"#
        ),
        (
            #"{"webhooks":{"hosts":["a.example","*a.example"]}}"#,
            #"webhooks.hosts[1]: found "*a.example", expected a host's name or address alone, or "*." and a name"#
        ),
        (
            #"{"webhooks":{"hosts":["a.example","*.::1"]}}"#,
            #"webhooks.hosts[1]: found "*.::1", expected a host's name or address alone, or "*." and a name"#
        ),
        (
            #"{"webhooks":{"hosts":["a.example","a b"]}}"#,
            #"webhooks.hosts[1]: found "a b", expected a host's name or address alone, or "*." and a name"#
        ),
        (
            #"{"webhooks":{"hosts":["a.example","u@a.example"]}}"#,
            #"webhooks.hosts[1]: found "u@a.example", expected a host's name or address alone, or "*." and a name"#
        ),
        (#"{"webhooks":{"verify":1}}"#, "webhooks.verify: found a number, expected true or false"),
        (
            #"{"siteAccount":"nobody@example.test"}"#,
            #"siteAccount: found "nobody@example.test", expected the e-mail of one of the accounts"#
        ),
        (#"{"siteAccount":""}"#, #"siteAccount: found "", expected the e-mail of one of the accounts"#),
        (#"{"siteAccount":7}"#, "siteAccount: found a number, expected a text"),
        (#"{"accounts":{}}"#, "accounts: found an object, expected a list"),
        (#"{"clients":[7]}"#, "clients[0]: found a number, expected an object"),
    ]) func `invalid settings are rejected with their location`(json: String, problem: String) {
        #expect(problems(json) == [problem])
    }

    @Test(arguments: [
        "a", "A.example", "*.example", "192.0.2.1", "2001:db8::1", "a_b.example", "xn--mnchen-3ya.example",
    ]) func `a host that can be called can be named`(host: String) {
        #expect(problems(#"{"webhooks":{"hosts":["\#(host)"]}}"#) == [])
    }

    @Test(arguments: ["http://edu:1", "https://edu.example:65535", "http://[::1]", "http://[::1]:8080"])
    func `a web client may be served at any port`(origin: String) {
        #expect(problems(#"{"webOrigin":"\#(origin)"}"#) == [])
    }

    @Test func `the example in the documents is a valid configuration`() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/stand-in.md")
        let text = try String(contentsOf: file, encoding: .utf8)
        let start = try #require(text.range(of: "```json\n"))
        let end = try #require(text.range(of: "```", range: start.upperBound..<text.endIndex))
        let read = try StandInConfiguration(
            json: Data(text[start.upperBound..<end.lowerBound].utf8), named: "stand-in.md")
        #expect(read.capacity.name == "fragile" && read.capacity.rateLimit != nil)
    }

    @Test func `a requested profile replaces the file's, and the file's numbers change it`() throws {
        let json = #"{"profile":"healthy","capacity":{"retryAfterSeconds":9}}"#
        let read = try StandInConfiguration(json: Data(json.utf8), named: "x.json", profile: .fragile)
        var expected = CapacityProfile.fragile
        expected.retryAfterSeconds = 9
        #expect(read.capacity == expected)
    }

    @Test func `all problems are reported at once`() {
        let found = problems(#"{"port":-1,"seed":"x","hots":"y","capacity":{"foo":1}}"#)
        #expect(found.count == 4)
        #expect(found[2].hasPrefix("capacity.foo: found an unknown key, expected one of database, "))
        #expect(found[3].hasPrefix("hots: found an unknown key, expected one of accounts, capacity, "))
    }

    @Test func `no message repeats a secret`() {
        let found = problems(
            #"{"clients":[{"id":7,"secret":["hunter2"]}],"accounts":[{"email":"a@b","password":{"x":"hunter2"}}]}"#)
        #expect(found.count == 3)
        #expect(!found.joined().contains("hunter2"))
    }

    @Test func `a missing file is one clear problem`() {
        do {
            _ = try StandInConfiguration(file: "/nowhere/stand-in.json")
            Issue.record("read a file that does not exist")
        } catch {
            #expect(
                error.description
                    == "/nowhere/stand-in.json: found no such file, expected a configuration in JSON")
        }
    }
}
