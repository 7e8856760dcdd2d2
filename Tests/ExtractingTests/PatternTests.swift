// Regular expressions: what the first group is, and that no expression can hold up a loop.
import Extracting
import Testing

struct PatternTests {
    @Test(
        arguments: [
            ("token=(\\w+)", "a token=abc; token=def", "abc"), ("\\d+", "a 12 34", "12"), ("(a)|(b)", "b", nil),
            ("x", "abc", nil), ("^b", "a\nb", nil), ("(?m)^(b)", "a\nb", "b"),
            ("(.)\\1", "abccd", "c"),
            ("(?<==)(\\w+)$", "a=1&b=2", "2"), ("(?i)CSRF: (\\S+)", "x csrf: y", "y"), ("a|b(c)?", "xbc", "c"),
            ("(?x) (b+) c # note", "aabbc", "bb"), ("(?x) b+ # note", "aabbc", "bb"), ("é(.)", "aé😀b", "😀"),
            ("(?<name>b+)", "abba", "bb"), ("\\Aa", "ba", nil), ("\\Ab", "ba", "b"), ("(?:a)(b)", "xab", "b"),
            ("a$", "ba", "a"), ("()", "abc", ""), ("b.d", "a\nb\nd bcd", "bcd"),
        ] as [(String, String, String?)])
    func `The first group of the first match is found`(expression: String, text: String, group: String?) throws {
        let pattern = try #require(Pattern(expression))
        #expect(try pattern.firstGroup(in: text) == group)
    }

    @Test(
        arguments: [
            ("b+", true), ("^abc$", true), ("c$", true), ("B", false), ("(?i)B", true), ("(z)|b", true),
        ])
    func `An expression matches anywhere`(expression: String, matches: Bool) throws {
        #expect(try #require(Pattern(expression)).matches(in: "abc") == matches)
    }

    @Test(arguments: ["", "(", "a)", "[", "*", "(?x) ( # )", "\\", "a)(b"])
    func `What is no expression is refused`(text: String) {
        #expect(Pattern(text) == nil)
    }

    @Test(arguments: [
        ("(a+)+b", String(repeating: "a", count: 60)), (".*foo(.*)", String(repeating: "abcdef", count: 40_000)),
        ("[a]*+b", String(repeating: "a", count: 100_000)), ("(a|aa)+$", String(repeating: "a", count: 100) + "!"),
        ("(.*)(.*)(.*)x", String(repeating: "a", count: 10_000)),
    ])
    func `An expression that would take minutes is ended`(expression: String, text: String) throws {
        // It is ended by the count of its steps. Without that the suite would not end.
        let pattern = try #require(Pattern(expression))
        #expect(throws: PatternFault.tooLong) { try pattern.matches(in: text) }
        #expect(throws: PatternFault.tooLong) { try pattern.firstGroup(in: text) }
        #expect(try pattern.matches(in: "aaab foo(x) x a") == true)
    }

    @Test func `An expression that needs too much memory is told apart from one that does not match`() throws {
        let pattern = try #require(Pattern("(?s)(.|x)*foo"))
        #expect(throws: PatternFault.tooLarge) { try pattern.matches(in: String(repeating: "a", count: 1_000_000)) }
        #expect(try !pattern.matches(in: "abc"))
    }

    @Test func `A simple expression searches a whole body of eight megabytes`() throws {
        let body = String(repeating: "some text of a page, ", count: 400_000) + "token=\"abc\""
        #expect(try #require(Pattern("token=\"([^\"]+)\"")).firstGroup(in: body) == "abc")
    }
}
