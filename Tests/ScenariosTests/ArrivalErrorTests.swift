// Complete messages for wrong arrivals and files of recorded joins.
import Foundation
import Scenarios
import Support
import Testing

@Suite struct ArrivalErrorTests {
    typealias Case = ErrorMessageTests.Case

    @Test(arguments: [
        Case(
            "{ over: 60 }",
            "arrival.over is \"60\", expected a duration such as 500ms, 30s, 2m or 1h30m; did you mean 60s?"
        ),
        Case("{ over: -5s }", "arrival.over is -5s, expected more than 0"),
        Case("{ over: 0s }", "arrival.over is 0s, expected more than 0"),
        Case("{ over: 99999h }", "arrival.over is 99999h, expected at most 1000h"),
        Case("{ over: 99999999h1m }", "arrival.over is 99999999h1m, expected at most 1000h"),
        Case(
            "{ over: 99999999h1d }",
            "arrival.over is \"99999999h1d\", expected a duration such as 500ms, 30s, 2m or 1h30m"),
        Case("{ over: 2000h }", "arrival.over is 2000h, expected at most 1000h"),
        Case(
            "{ over: 5s, curve: posson }",
            "arrival.curve is \"posson\", expected uniform, poisson or front-loaded; did you mean \"poisson\"?"),
        Case("{ curve: uniform }", "\"over\" is missing in arrival; for example `over: 60s`"),
        Case(
            "at_once",
            "arrival is \"at_once\", expected at-once or { over: 60s, curve: uniform }; did you mean \"at-once\"?"),
        Case("[ 1 ]", "arrival is a list, expected at-once or { over: 60s, curve: uniform }"),
    ])
    func `invalid arrivals are reported`(example: Case) {
        let found = errors(Sample.scenario(arrival: "arrival: \(example.text)"))
        #expect(found.count == 1)
        #expect(found.allSatisfy { $0.hasPrefix("x.yaml:4:") && $0.hasSuffix(": \(example.messages[0])") }, "\(found)")
    }

    @Test(arguments: [
        Case(
            "{ rate: 50, for: 2m }",
            "arrival.rate is \"50\", expected a rate such as 50/s, 300/m or 1000/h; did you mean 50/s?"),
        Case(
            "{ rate: 50/sec, for: 2m }",
            "arrival.rate is \"50/sec\", expected a rate such as 50/s, 300/m or 1000/h; did you mean 50/s?"),
        Case(
            "{ rate: 300 per minute, for: 2m }",
            "arrival.rate is \"300 per minute\", expected a rate such as 50/s, 300/m or 1000/h; did you mean 300/m?"),
        Case(
            "{ rate: 1.5rps, for: 2m }",
            "arrival.rate is \"1.5rps\", expected a rate such as 50/s, 300/m or 1000/h; did you mean 1.5/s?"),
        Case("{ rate: many/s, for: 2m }", "arrival.rate is \"many/s\", expected a rate such as 50/s, 300/m or 1000/h"),
        Case("{ rate: 50/d, for: 2m }", "arrival.rate is \"50/d\", expected a rate such as 50/s, 300/m or 1000/h"),
        Case("{ rate: 0/s, for: 2m }", "arrival.rate is 0/s, expected more than 0"),
        Case("{ rate: -5/s, for: 2m }", "arrival.rate is -5/s, expected more than 0"),
        Case("{ rate: 2000000/s, for: 2m }", "arrival.rate is 2000000/s, expected at most 1000000/s"),
        Case("{ rate: 1000000/s, for: 1h }", "the number of arrivals is 3600000000, expected 1 to 1000000000"),
        Case("{ rate: 50/s }", "\"for\" is missing in arrival; for example `for: 2m`"),
        Case("{ for: 2m }", "\"rate\" is missing in arrival; for example `rate: 50/s`"),
        Case("{ poisson: true }", "\"rate\" is missing in arrival; for example `rate: 50/s`"),
        Case("{ speed: 2 }", "\"trace\" is missing in arrival; for example `trace: joins.csv`"),
        Case(
            "{ rate: 50/s, for: 2m, over: 60s }",
            "\"over\" beside \"rate\" in arrival, expected one way to arrive: at-once, { over: … }, { rate: … }, { stages: … }, { trace: … } or { looping: … }"
        ),
        Case(
            "{ rate: 50/s, for: 2m, curve: poisson }",
            "\"curve\" in arrival does not go with \"rate\", expected only for or poisson beside it; for random intervals write `poisson: true`"
        ),
        Case(
            "{ over: 60s, poisson: true }",
            "\"poisson\" in arrival does not go with \"over\", expected only curve beside it"),
        Case(
            "{ stages: [ { hold: 2m } ], for: 2m }",
            "\"for\" in arrival does not go with \"stages\", expected no other key"),
        Case("{ stages: [] }", "the number of stages is 0, expected 1 to 100"),
        Case("{ stages: 5 }", "arrival.stages.0 is a text, expected a mapping such as { to: 100/s, for: 1m }"),
        Case("{ stages: [ {} ] }", "arrival.stages.0 is no stage, expected { to: 100/s, for: 1m } or { hold: 2m }"),
        Case(
            "{ stages: [ { to: 5/s, for: 1m }, { hold: 2m, for: 1m } ] }",
            "arrival.stages.1 is no stage, expected { to: 100/s, for: 1m } or { hold: 2m }"),
        Case("{ stages: [ { to: 5/s } ] }", "\"for\" is missing in a stage of arrival; for example `for: 1m`"),
        Case("{ stages: [ { for: 5s } ] }", "\"to\" is missing in a stage of arrival; for example `to: 100/s`"),
        Case(
            "{ stages: [ { too: 5/s, for: 1m } ] }",
            "\"to\" is missing in a stage of arrival; for example `to: 100/s`",
            "unknown key \"too\"; did you mean \"to\"?"),
        Case(
            "{ stages: [ { hold: 2m }, { to: 5/s, for: 1m } ] }",
            "arrival.stages begins with `hold`, but the rate is 0 before the first stage; begin with { to: 100/s, for: 1m }"
        ),
        Case(
            "{ stages: [ { to: 0/s, for: 1m } ] }",
            "arrival.stages brings nobody, expected a rate above 0 in some stage"
        ),
        Case(
            "{ stages: [ { to: 100, for: 1m } ] }",
            "arrival.stages.0.to is \"100\", expected a rate such as 50/s, 300/m or 1000/h; did you mean 100/s?"),
        Case("{ looping: 0, for: 2m }", "arrival.looping is 0, expected 1 to 1000000"),
        Case("{ looping: 20 }", "\"for\" is missing in arrival; for example `for: 2m`"),
        Case(
            "{ looping: 20, for: 2m, poisson: true }",
            "\"poisson\" in arrival does not go with \"looping\", expected only for beside it"),
        Case("{ trace: no-such.csv }", "arrival.trace: there is no file \"no-such.csv\""),
        Case("{ trace: [] }", "arrival.trace has no joins, expected one join on each line"),
        Case(
            "{ trace: [ 1s, 2 ] }",
            "arrival.trace is \"2\", expected a duration such as 500ms, 30s, 2m or 1h30m; did you mean 2s?"),
        Case("{ trace: [ 0s ], speed: 0 }", "arrival.speed is 0, expected 0.001 to 1000"),
        Case(
            "{ trace: [ 0s ], speed: 2x }",
            "arrival.speed is \"2x\", expected a number such as 2 or 0.5; did you mean 2?"),
        Case(
            "{ trace: [ 0s, 1000h ], speed: 0.5 }", "the time of the last join is 2000h, expected at most 1000h"),
        Case("50/s", "arrival is \"50/s\", expected at-once or { rate: 50/s, for: 2m }"),
    ])
    func `wrong arrivals of the other models are reported`(example: Case) {
        let found = errors(Sample.scenario(participants: "", arrival: "arrival: \(example.text)"))
        // Without a model that tells how many come, participants are missing too.
        let own = found.filter { !$0.contains("\"participants\" is missing") }
        #expect(own.map { $0.split(separator: ": ", maxSplits: 1).last.map(String.init) ?? "" } == example.messages)
    }

    @Test(arguments: [
        Case(
            "{ count: 10 }|{ rate: 50/s, for: 2m }",
            "3:24: participants.count beside arrival.rate, which tells how many come; leave participants.count out"),
        Case(
            "{ count: 10 }|{ looping: 20, for: 2m }",
            "3:24: participants.count is 10, expected 20 as in arrival.looping; it may also be left out"),
        Case(
            "{ moderators: 7 }|{ rate: 1/s, for: 6s }",
            "3:29: participants.moderators is 7, expected at most 6, as many as arrive"),
        Case(
            "{ accounts: create }|{ looping: 20, for: 2m }",
            "3:27: participants.accounts is create, but only the run can tell how many come (arrival: looping); create the accounts beforehand, or let a known number arrive"
        ),
        Case("{ accounts: existing }|at-once", "3:15: \"count\" is missing in participants; for example `count: 500`"),
    ])
    func `participants must fit the arrival`(example: Case) {
        let parts = example.text.split(separator: "|").map(String.init)
        let text = Sample.scenario(participants: "participants: \(parts[0])", arrival: "arrival: \(parts[1])")
        #expect(errors(text) == example.messages.map { "x.yaml:\($0)" })
    }

    @Test(arguments: ["{ looping: 20, for: 2m }|looping", "{ rate: 5/s, for: 2m, poisson: true }|rate, poisson"])
    func `a gate that cannot know for how many to wait is reported`(example: String) {
        let parts = example.split(separator: "|")
        let text = Sample.scenario(
            participants: "", arrival: "arrival: \(parts[0])",
            journey: "journey:\n  - generate-access:\n  - enter-room: { release: true }")
        #expect(
            errors(text) == [
                "x.yaml:6:5: a gate cannot wait for everybody if only the run can tell how many come (arrival: \(parts[1])); take the release out, or let a known number arrive"
            ])
    }

    @Test(arguments: [
        ("", "x.yaml:4:19: arrival.trace has no joins, expected one join on each line"),
        ("time\n", "x.yaml:4:19: arrival.trace has no joins, expected one join on each line"),
        (
            "time\n1\n\nsoon\n",
            "joins.csv:4:1: no time, expected seconds or a duration since the start, 09:58:12, or 2026-11-24T09:58:12Z"
        ),
        (
            "joined,who\n1,Anna\nAnna Lee,anna@a.example\n",
            "joins.csv:3:1: no time, expected seconds or a duration since the start, 09:58:12, or 2026-11-24T09:58:12Z"
        ),
        (
            "who,when\nAnna Lee,12:00\n",
            "joins.csv:2:1: no time, expected seconds or a duration since the start, 09:58:12, or 2026-11-24T09:58:12Z; name the column with the times \"time\""
        ),
        (
            "12.5x\n13\n",
            "joins.csv:1:1: no time, expected seconds or a duration since the start, 09:58:12, or 2026-11-24T09:58:12Z"
        ),
        (
            "0\n0,5\n1\n",
            "joins.csv:2:3: a number behind the comma, which may be a part of the time; write fractions of a second with a point, as in 0.5; or name every column on the first line, such as time,person"
        ),
        (
            "time\n0\n0,5\n",
            "joins.csv:3:3: a number behind the comma, which may be a part of the time; write fractions of a second with a point, as in 0.5; or name every column on the first line, such as time,person"
        ),
        (
            "2026-11-24 09:58:12, 250 ,Anna\n",
            "joins.csv:1:21: a number behind the comma, which may be a part of the time; write fractions of a second with a point, as in 0.5; or name every column on the first line, such as time,person"
        ),
        (
            "time,\n0,5\n",
            "joins.csv:2:3: a number behind the comma, which may be a part of the time; write fractions of a second with a point, as in 0.5; or name every column on the first line, such as time,person"
        ),
        (
            "09:58:12,250\n",
            "joins.csv:1:10: a number behind the comma, which may be a part of the time; write fractions of a second with a point, as in 0.5; or name every column on the first line, such as time,person"
        ),
        (
            "who,time\nAnna,29.11.2026 18:59\n",
            "joins.csv:2:6: a date of another form, expected seconds or a duration since the start, 09:58:12, or 2026-11-24T09:58:12Z; in a spreadsheet give the column the format YYYY-MM-DD HH:MM:SS, and save it again"
        ),
        (
            "11/29/2026\n",
            "joins.csv:1:1: a date of another form, expected seconds or a duration since the start, 09:58:12, or 2026-11-24T09:58:12Z; in a spreadsheet give the column the format YYYY-MM-DD HH:MM:SS, and save it again"
        ),
        (
            "Nov 29 2026 18:59\n",
            "joins.csv:1:1: no time, expected seconds or a duration since the start, 09:58:12, or 2026-11-24T09:58:12Z"
        ),
        (
            "time\n6:59 PM\n",
            "joins.csv:2:1: a time with AM or PM, expected seconds or a duration since the start, 09:58:12, or 2026-11-24T09:58:12Z; in a spreadsheet give the column the format HH:MM:SS, and save it again"
        ),
        (
            "time;who\n12:00;Anna\n",
            "joins.csv:1:5: the values are separated by semicolons, expected commas; save the file with commas between the values; Excel writes semicolons where the system's decimal sign is a comma"
        ),
        (
            "1\n2026-11-24T09:58:12Z\n",
            "joins.csv:2:1: a date and time, unlike a time since the start on line 1, expected times of one kind"
        ),
        (
            "name,joined\nAnna,1\nBert\n",
            "joins.csv:3:1: a line without a time, expected one in column 2"
        ),
        (
            "\"1\n",
            "joins.csv:1:1: a quotation mark is not closed; a quotation mark within a value is written twice"
        ),
        (
            "time\n\"1\"x\n",
            "joins.csv:2:4: text after a closing quotation mark; a quotation mark within a value is written twice"
        ),
        (
            "\u{0}",
            "x.yaml:4:19: arrival.trace: \"joins.csv\": this is not a text file, expected lines of values with commas between them (CSV)"
        ),
    ])
    func `errors in a file of recorded joins name its line`(content: String, message: String) async throws {
        try await withTemporaryDirectory { folder in
            try Data(content.utf8).write(to: URL(filePath: "\(folder)/joins.csv"))
            let text = Sample.scenario(participants: "", arrival: "\narrival: { trace: joins.csv }")
            #expect(errors(text, file: "\(folder)/x.yaml").map { $0.replacing("\(folder)/", with: "") } == [message])
        }
    }

    @Test func `invalid text in a file of recorded joins is reported with its line`() async throws {
        try await withTemporaryDirectory { folder in
            try Data(Array("1\n2\n".utf8) + [0xFF]).write(to: URL(filePath: "\(folder)/joins.csv"))
            let text = Sample.scenario(participants: "", arrival: "arrival: { trace: joins.csv }")
            #expect(
                errors(text, file: "\(folder)/x.yaml") == [
                    "\(folder)/joins.csv:3:1: the text is not UTF-8 from here on; save the file as UTF-8"
                ])
        }
    }
}
