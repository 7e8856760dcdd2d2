// `--env-file`.
import Scenarios
import Testing

@Suite struct EnvironmentFileTests {
    @Test func `variables, comments, quotes and exports are read`() throws {
        let text = """
            # staging
            CLIENT_ID=turnout

            export CLIENT_SECRET='a # b \\n $x'
              HOST_PASSWORD = "say \\"hi\\"\\n" # the host's
            EMPTY=
            PLAIN=a b#c # comment
            CLIENT_ID=later
            """
        #expect(
            try EnvironmentFile.parse(text, file: "staging.env").variables == [
                "CLIENT_ID": "later", "CLIENT_SECRET": "a # b \\n $x", "HOST_PASSWORD": "say \"hi\"\n", "EMPTY": "",
                "PLAIN": "a b#c",
            ])
    }

    @Test func `every wrong line is named, without its value`() {
        let text = "A=1\nhunter2 is the password\n1B=x\nC=\"open\nD='x' y\n"
        #expect {
            try EnvironmentFile.parse(text, file: "staging.env")
        } throws: {
            "\($0)" == """
                staging.env:2:1: this line sets no variable, expected NAME=value
                staging.env:3:1: this line sets no variable, expected NAME=value
                staging.env:4:1: a quotation mark is not closed on its line
                staging.env:5:1: there is text after the closing quotation mark; put a # before a comment
                4 errors
                """
        }
    }

    @Test(arguments: [
        ("SECRET=w #rd", "w", "1:10: SECRET ends before ` #`"),
        ("  export SECRET = w\t#rd \t", "w", "1:21: SECRET ends before ` #`"),
        ("# first\nSECRET=#rd", "", "2:8: SECRET is empty before `#`"),
        // Comments as people write them, and number signs that begin none.
        ("SECRET=w # rd", "w", nil), ("SECRET=w #", "w", nil), ("SECRET=w ## rd", "w", nil), ("SECRET= # rd", "", nil),
        ("SECRET=w#rd", "w#rd", nil), ("SECRET='w #rd'", "w #rd", nil), ("SECRET=\"w\" #rd", "w", nil),
    ])
    func `a comment that looks like the end of a value causes a warning, without the value`(
        text: String, value: String, warning: String?
    ) throws {
        let file = try EnvironmentFile.parse(text, file: "staging.env")
        #expect(file.variables == ["SECRET": value])
        let words = ", which begins a comment; put the value in quotes if the # belongs to it"
        #expect(file.warnings == [warning].compactMap { $0 }.map { "staging.env:\($0)\(words)" })
    }

    @Test func `a missing file is named`() {
        #expect {
            try EnvironmentFile.load("no/such.env")
        } throws: { "\($0)" == "--env-file: there is no file \"no/such.env\"" }
    }

    @Test func `a folder is not a file of variables`() {
        #expect {
            try EnvironmentFile.load("/tmp")
        } throws: { "\($0)" == "--env-file: \"/tmp\" is a folder, expected a file with lines NAME=value" }
    }
}
