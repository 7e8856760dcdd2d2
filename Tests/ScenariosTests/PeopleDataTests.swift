// Participants from a file: the table, who each one is, and what is wrong with a file.
import Foundation
import Support
import Testing

@testable import Scenarios

@Suite struct PeopleDataTests {
    /// Loads a scenario beside a file `people.csv` with this content.
    private func withPeople<Value>(
        _ content: String, participants: String, arrival: String = "", journey: String? = nil,
        _ body: (Result<Plan, ScenarioErrors>, _ folder: String) throws -> Value
    ) async throws -> Value {
        try await withTemporaryDirectory { folder in
            try Data(content.utf8).write(to: URL(filePath: "\(folder)/people.csv"))
            let text = Sample.scenario(
                participants: "participants: \(participants)", arrival: arrival,
                journey: journey ?? "journey: [ generate-access, enter-room ]")
            let result: Result<Plan, ScenarioErrors>
            do throws(ScenarioErrors) {
                result = .success(try load(text, file: "\(folder)/x.yaml"))
            } catch {
                result = .failure(error)
            }
            return try body(result, folder)
        }
    }

    private static let three = """
        email,password,name,Course,access_token
        ann@a.example,"a,1","Ann ""A"" Lee",maths,t-1
        bert@a.example,b2,"Bert
        Lee",,t-2
        cem@a.example,c3,Cem,art,t-3

        """

    @Test func `every row comes once, with its values`() async throws {
        try await withPeople(Self.three, participants: "{ data: { csv: people.csv } }") { result, folder in
            let plan = try result.get()
            let crowd = plan.crowds[0]
            #expect(crowd.participants.count == 3)
            #expect(crowd.participants.data?.order == .unique)
            #expect(crowd.columns == ["email", "password", "name", "Course", "access_token"])
            let people = (0..<4).map { crowd.person(at: $0, number: Int32($0 + 1), seed: 1) }
            #expect(people.map { $0?.email } == ["ann@a.example", "bert@a.example", "cem@a.example", nil])
            #expect(people.map { $0?.name } == ["Ann \"A\" Lee", "Bert\nLee", "Cem", nil])
            #expect(people.map { $0?.password.revealed } == ["a,1", "b2", "c3", nil])
            #expect(people.map { $0?.index } == ["1", "2", "3", nil])
            #expect(people[1]?.columns == ["bert@a.example", "b2", "Bert\nLee", "", "t-2"])
            #expect(people[0]?.externalUserID == "participant1")
            #expect(
                plan.summary.crowds[0].participants
                    == "3 participants, accounts exist, data from \(folder)/people.csv (3 rows, unique)")
            let again = try load(plan.resolvedDescription)
            #expect(again.crowds[0].participants == crowd.participants)
        }
    }

    @Test func `a plan has a digest of its data, which is another one for other contents alone`() async throws {
        func digest(_ content: String, order: String = "unique") async throws -> [UInt8]? {
            try await withPeople(content, participants: "{ count: 2, data: { csv: people.csv, order: \(order) } }") {
                result, _ in
                try result.get().dataDigest
            }
        }
        let first = try await digest(Self.three)
        #expect(first?.count == 32)
        #expect(try await digest(Self.three, order: "random") == first)
        #expect(try await digest(Self.three.replacing("art", with: "Art")) != first)
        #expect(try load(Sample.scenario()).dataDigest == nil)
    }

    @Test(arguments: [
        ("", "arrival: { trace: data.csv }", "journey: [ generate-access, enter-room ]"),
        (
            "participants: { count: 2 }", "",
            "journey: [ { request: POST https://a.example/, body: { file: data.csv } } ]"
        ),
    ])
    func `recorded arrivals and files that are sent count as data`(
        participants: String, arrival: String, journey: String
    ) async throws {
        try await withTemporaryDirectory { folder in
            func digest(_ content: String) throws -> [UInt8]? {
                try Data(content.utf8).write(to: URL(filePath: "\(folder)/data.csv"))
                return try load(
                    Sample.scenario(participants: participants, arrival: arrival, journey: journey),
                    file: "\(folder)/x.yaml"
                ).dataDigest
            }
            let first = try digest("1\n2\n")
            #expect(first != nil)
            #expect(try digest("1\n2\n") == first)
            #expect(try digest("1\n3\n") != first)
        }
    }

    @Test func `rows are used again in turn, or drawn by the seed`() async throws {
        try await withPeople(Self.three, participants: "{ count: 7, data: { csv: people.csv, order: sequential } }") {
            result, _ in
            let crowd = try result.get().crowds[0]
            let names = (0..<7).map { crowd.person(at: $0, number: Int32($0 + 1), seed: 1)?.columns[4] }
            #expect(names == ["t-1", "t-2", "t-3", "t-1", "t-2", "t-3", "t-1"])
        }
        try await withPeople(Self.three, participants: "{ count: 900, data: { csv: people.csv, order: random } }") {
            result, _ in
            let crowd = try result.get().crowds[0]
            func drawn(_ seed: UInt64) -> [String] {
                (0..<900).compactMap { crowd.person(at: $0, number: Int32($0 + 1), seed: seed)?.columns[4] }
            }
            #expect(drawn(1) == drawn(1))
            #expect(drawn(1) != drawn(2))
            let counts = Dictionary(grouping: drawn(1)) { $0 }.mapValues(\.count)
            // Each is drawn about 300 times; four standard deviations are 57.
            #expect(counts.count == 3 && counts.values.allSatisfy { (240...360).contains($0) }, "\(counts)")
        }
    }

    @Test func `columns are names of the language`() async throws {
        let journey = "journey: [ token: { username: \"${participant.Course}-${participant.email}\" }, enter-room: ]"
        try await withPeople(Self.three, participants: "{ data: { csv: people.csv } }", journey: journey) { result, _ in
            let crowd = try result.get().crowds[0]
            guard case .token(let token) = crowd.journey[0].action, let ann = crowd.person(at: 0, number: 1, seed: 1)
            else {
                Issue.record("no token step")
                return
            }
            #expect(token.username.segments[0] == .name(.column("Course"), default: nil))
            #expect(token.username.text(for: ann, columns: crowd.columns) == "maths-ann@a.example")
        }
        try await withPeople(
            Self.three, participants: "{ data: { csv: people.csv } }",
            journey: "journey: [ token: { username: \"${participant.Curse}\" }, enter-room: ]"
        ) { result, _ in
            #expect {
                try result.get()
            } throws: {
                ("\($0)" as String).contains("unknown name ${participant.Curse}; did you mean ${participant.Course}?")
            }
        }
    }

    @Test func `columns of a role and an index replace what is generated`() async throws {
        try await withPeople(
            "index,role,externalUserId\n007,moderator,x1\n8,user,x2\n", participants: "{ data: { csv: people.csv } }"
        ) { result, _ in
            let crowd = try result.get().crowds[0]
            let people = (0..<2).compactMap { crowd.person(at: $0, number: Int32($0 + 41), seed: 1) }
            #expect(people.map(\.index) == ["007", "8"])
            #expect(people.map(\.number) == [41, 42])
            #expect(people.map(\.role) == ["moderator", "user"])
            #expect(people.map(\.externalUserID) == ["x1", "x2"])
        }
    }

    @Test(arguments: [
        (
            "{ data: people.csv }", "",
            "x.yaml:3:23: participants.data is a text, expected a mapping such as { csv: people.csv, order: unique }"
        ),
        (
            "{ data: { order: unique } }", "a\n1\n",
            "x.yaml:3:23: \"csv\" is missing in participants.data; for example `csv: people.csv`"
        ),
        (
            "{ data: { csv: people.csv, order: uniqe } }", "a\n1\n",
            "x.yaml:3:49: participants.data.order is \"uniqe\", expected unique, sequential or random; did you mean \"unique\"?"
        ),
        (
            "{ data: { csv: poeple.csv } }", "a\n1\n",
            "x.yaml:3:30: participants.data.csv: there is no file \"poeple.csv\"; did you mean \"people.csv\"?"
        ),
        (
            "{ data: { csv: people.csv } }", "",
            "x.yaml:3:30: participants.data.csv: \"people.csv\": the file is empty, expected a line with the names of the columns, then one row each line"
        ),
        (
            "{ data: { csv: people.csv } }", "a,b\n",
            "x.yaml:3:30: participants.data.csv: \"people.csv\": there are no rows below the names of the columns"
        ),
        (
            "{ data: { csv: people.csv } }", "e-mail address\nx\n",
            "people.csv:1:1: the name of a column is not a word, expected letters, digits, _ and -, a letter first"
        ),
        (
            "{ data: { csv: people.csv } }", "a;b\n1;2\n",
            "people.csv:1:2: the values are separated by semicolons, expected commas; save the file with commas between the values; Excel writes semicolons where the system's decimal sign is a comma"
        ),
        (
            "{ data: { csv: people.csv } }", "\u{FEFF}ä\tb\n1\t2\n",
            "people.csv:1:2: the values are separated by tabs, expected commas; save the file with commas between the values; in Excel choose the type \"CSV UTF-8\""
        ),
        (
            "{ data: { csv: people.csv } }", "\"a\";\"b\"\n",
            "people.csv:1:4: the values are separated by semicolons, expected commas; save the file with commas between the values; Excel writes semicolons where the system's decimal sign is a comma"
        ),
        (
            "{ data: { csv: people.csv } }", "sep=,\na,b\n1,2\n",
            "people.csv:1:1: the line `sep=` is for Excel alone, expected the names of the columns; remove the line, and separate the values with commas"
        ),
        (
            "{ data: { csv: people.csv } }", "email, password\nx, y\n",
            "people.csv:1:7: a space at an end of a column's name; remove it, and those beside the values below, where they would be part of the value"
        ),
        (
            "{ data: { csv: people.csv } }", "Ann,ann@a.example\nBert,bert@a.example\n",
            "people.csv:1:5: the first line has values and not the names of the columns; put a line such as email,password above it"
        ),
        ("{ data: { csv: people.csv } }", "a,b,a\n1,2,3\n", "people.csv:1:5: two columns are named \"a\""),
        (
            "{ data: { csv: people.csv } }", "Email\nx\n",
            "people.csv:1:1: a column is named \"Email\"; did you mean \"email\"?"
        ),
        (
            "{ data: { csv: people.csv } }", "a,b\n1,2\n\n\"3\nx\"\n4,5\n",
            "people.csv:4:1: 1 value, expected 2, as many as there are columns; put a value with a comma in quotation marks"
        ),
        (
            "{ data: { csv: people.csv } }", "a,b\n1,2,3\n",
            "people.csv:2:1: 3 values, expected 2, as many as there are columns; put a value with a comma in quotation marks"
        ),
        (
            "{ data: { csv: people.csv } }", "name,role\nÄnn,boss\n",
            "people.csv:2:5: a role that does not exist, expected user or moderator"
        ),
        (
            "{ data: { csv: people.csv } }", "a\n\"secret1\n",
            "people.csv:2:1: a quotation mark is not closed; a quotation mark within a value is written twice"
        ),
        (
            "{ count: 3, data: { csv: people.csv } }", "a\n1\n2\n",
            "x.yaml:3:24: \"people.csv\" has 2 rows for 3 participants, and order is unique; add rows, or write `order: sequential` to use them again"
        ),
        (
            "{ data: { csv: people.csv, order: random } }", "a\n1\n2\n",
            "x.yaml:3:15: \"count\" is missing in participants; for example `count: 500`"
        ),
        (
            "{ moderators: 1, data: { csv: people.csv } }", "role\nuser\n",
            "x.yaml:3:29: participants.moderators beside a column \"role\", which says who is a moderator; leave one of them out"
        ),
    ])
    func `what is wrong with the data is reported`(participants: String, content: String, message: String) async throws
    {
        try await withPeople(content, participants: participants) { result, folder in
            #expect {
                try result.get()
            } throws: { error in
                let found = (error as? ScenarioErrors)?.errors.map { $0.headline.replacing("\(folder)/", with: "") }
                if found != [message] { Issue.record("\(found ?? [])") }
                // No line of the data is shown.
                return !"\(error)".contains("secret1")
            }
        }
    }

    @Test(arguments: [
        (
            "mail,kennwort\na,b\n", "[ token, generate-access, enter-room ]",
            [
                "x.yaml:4:12: \"people.csv\" has no column \"email\" for token to log in with, only mail and kennwort; name the column \"mail\" so, or write token: { username: \"${participant.mail}\" }",
                "x.yaml:4:12: \"people.csv\" has no column \"password\" for token to log in with, only mail and kennwort; name the column \"kennwort\" so, or write token: { password: \"${participant.kennwort}\" }",
            ]
        ),
        (
            "email,class\na,b\n", "[ token: { username: email }, enter-room: ]",
            [
                "x.yaml:4:12: \"people.csv\" has no column \"password\" for token to log in with, only email and class; name a column \"password\", or say which one it is, as in token: { password: \"${participant.…}\" }"
            ]
        ),
        (
            "number\n1\n", "[ token: { username: name, password: x }, enter-room: ]", []
        ),
        ("number\n1\n", "[ token: { grant: client-credentials }, enter-room: ]", []),
        ("number\n1\n", "[ generate-access, enter-room ]", []),
        ("number\n1\n", "[ request: \"GET https://lms.example/${participant.number}\" ]", []),
        (
            "login,pass\na,b\n",
            "[ { request: POST https://lms.example/, form: { user: \"${participant.email}\", password: \"${participant.password}\" } } ]",
            [
                "x.yaml:4:65: \"people.csv\" has no column \"email\" for ${participant.email}, only login and pass; did you mean ${participant.login}?",
                "x.yaml:4:99: \"people.csv\" has no column \"password\" for ${participant.password}, only login and pass; did you mean ${participant.pass}?",
            ]
        ),
        (
            "email,password\na,b\nb,\nc,\n", "[ token, generate-access, enter-room ]",
            ["people.csv:3:3: the column \"password\" is empty in this row, and the steps log in with it"]
        ),
        ("email,password\n,b\nb,\n", "[ generate-access, enter-room ]", []),
    ])
    func `people of a file log in with what it says, and with nothing else`(
        content: String, journey: String, messages: [String]
    ) async throws {
        try await withPeople(
            content, participants: "{ data: { csv: people.csv } }",
            journey: "journey: \(journey)"
        ) { result, folder in
            switch result {
            case .success: #expect(messages.isEmpty)
            case .failure(let error):
                #expect(error.errors.map { $0.headline.replacing("\(folder)/", with: "") } == messages)
            }
        }
    }

    @Test(arguments: [
        ("number,a,b\n1,2,3\n", ["people.csv:1:1: no step uses the columns a and b"]),
        ("number,email\n1,2\n", ["people.csv:1:1: no step uses the column email"]),
        ("number,name,role,index,externalUserId\n1,2,user,4,5\n", []),
    ])
    func `columns that no step uses are named`(content: String, warnings: [String]) async throws {
        try await withPeople(
            content, participants: "{ data: { csv: people.csv } }",
            journey: "journey: [ request: \"GET https://lms.example/${participant.number}\" ]"
        ) { result, folder in
            let plan = try result.get()
            #expect(plan.warnings.map { $0.replacing("\(folder)/", with: "") } == warnings)
        }
    }

    @Test(arguments: [
        (
            "number\n1\n",
            [
                "x.yaml:4:68: \"people.csv\" has no column \"name\": ${participant.name} is generated (\"Participant 1\")",
                "x.yaml:4:88: \"people.csv\" has no column \"externalUserId\": ${participant.externalUserId} is generated (\"participant1\")",
            ]
        ),
        ("number,name,externalUserId\n1,Ann,x\n", []),
    ])
    func `names that the file does not have are generated, and that is said`(content: String, warnings: [String])
        async throws
    {
        try await withPeople(
            content, participants: "{ data: { csv: people.csv } }",
            journey:
                "journey: [ request: \"GET https://lms.example/${participant.number}/${participant.name}/${participant.externalUserId}\" ]"
        ) { result, folder in
            let plan = try result.get()
            #expect(plan.warnings.map { $0.replacing("\(folder)/", with: "") } == warnings)
        }
    }

    @Test(arguments: [[0xFF, 0xFE, 0x61, 0], [0xFE, 0xFF, 0, 0x61], [0x61, 0, 0x0A, 0]] as [[UInt8]])
    func `a file in UTF-16 is recognised`(bytes: [UInt8]) async throws {
        try await withTemporaryDirectory { folder in
            try Data(bytes).write(to: URL(filePath: "\(folder)/people.csv"))
            let text = Sample.scenario(participants: "participants: { data: { csv: people.csv } }")
            #expect(
                errors(text, file: "\(folder)/x.yaml").map { $0.replacing("\(folder)/", with: "") } == [
                    "x.yaml:3:30: participants.data.csv: \"people.csv\": the file is in UTF-16, expected UTF-8; save it again as UTF-8; in Excel choose the type \"CSV UTF-8\""
                ])
        }
    }

    @Test func `names of an unreadable file cause no errors of their own`() async throws {
        try await withPeople(
            "a;b\n1;2\n", participants: "{ data: { csv: people.csv } }",
            journey: "journey: [ request: \"GET https://lms.example/${participant.a}\" ]"
        ) { result, _ in
            guard case .failure(let error) = result else { throw CancellationError() }
            #expect(error.errors.count == 1)
        }
    }

    @Test(arguments: [
        (
            "{ rate: 1/s, for: 5s }",
            "x.yaml:3:23: \"people.csv\" has 3 rows for 5 participants, and order is unique; add rows, or write `order: sequential` to use them again"
                as String?
        ),
        ("{ rate: 1/s, for: 3s }", nil),
        (
            "{ looping: 9, for: 3s }",
            "x.yaml:3:23: each row is used once, but only the run can tell how many come (arrival: looping); write `order: sequential`, which begins again after the last row, or `order: random`"
        ),
    ])
    func `the rows must suffice for an arrival that tells how many come`(arrival: String, message: String?) async throws
    {
        try await withPeople(Self.three, participants: "{ data: { csv: people.csv } }", arrival: "arrival: \(arrival)")
        {
            result, folder in
            switch result {
            case .success: #expect(message == nil)
            case .failure(let error):
                #expect(error.errors.map { $0.headline.replacing("\(folder)/", with: "") } == [message])
            }
        }
    }

    @Test func `rows that do not suffice for all crowds are said at the data of the first without them`() async throws {
        try await withTemporaryDirectory { folder in
            try Data(Self.three.utf8).write(to: URL(filePath: "\(folder)/people.csv"))
            let text = """
                turnout: 1
                target: { site: https://lms.example }
                crowds:
                  first: { participants: { data: { csv: people.csv }, count: 2 }, journey: [ request: "${target.site}/" ] }
                  second:
                    start: 30s
                    participants: { count: 2, data: { csv: people.csv } }
                    journey: [ request: "${target.site}/" ]
                """
            #expect(
                errors(text, file: "\(folder)/x.yaml").map { $0.replacing("\(folder)/", with: "") } == [
                    "x.yaml:7:37: \"people.csv\" has 3 rows for 4 participants, and order is unique; add rows, or write `order: sequential` to use them again"
                ])
        }
    }

    @Test func `at most ten faults of a file are shown`() async throws {
        let ragged = "a,b\n" + String(repeating: "1\n", count: 1000)
        try await withPeople(ragged, participants: "{ data: { csv: people.csv } }") { result, _ in
            guard case .failure(let error) = result else { throw CancellationError() }
            #expect(error.errors.count == 10)
        }
    }

    @Test func `any bytes give a table whose rows can be read, or faults`() {
        let seed = FuzzSeed.value
        var random = SeededGenerator(seed: seed)
        for _ in 0..<3000 {
            let bytes =
                Array("a,b\n".utf8)
                + (0..<Int.random(in: 0...40, using: &random)).map { _ in
                    Array("ab\",\n\r1".utf8).randomElement(using: &random) ?? 0
                }
            do throws(PeopleTable.Faults) {
                let table = try PeopleTable(bytes)
                for row in 0..<table.count { #expect(table.row(row).count == 2, "seed \(seed): \(bytes)") }
            } catch {
                #expect(!error.faults.isEmpty)
            }
        }
    }

    @Test func `a hundred thousand rows are read, and each is found again`() throws {
        var text = "number,email,password\n"
        for number in 0..<100_000 { text += "\(number),\"person \(number)@a.example\",secret-\(number)\n" }
        let table = try PeopleTable(Array(text.utf8))
        #expect(table.count == 100_000)
        for row in [0, 1, 54_321, 99_999] {
            #expect(table.row(row) == ["\(row)", "person \(row)@a.example", "secret-\(row)"])
        }
    }
}
