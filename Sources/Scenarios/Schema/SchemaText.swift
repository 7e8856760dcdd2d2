// The forms of checks, conditions, thresholds and request lines, as regular expressions. They say the same as the parsers
// of these texts, except for what only the rest of the scenario can tell: names of steps and crowds.

/// Regular expressions of the language's texts.
enum SchemaText {
    private static let number = #"[0-9]+(\.[0-9]+)?"#
    private static let share = #"0*(100(\.0+)?|[0-9]{1,2}(\.[0-9]+)?)\s*%"#
    private static let comparison = "(==|!=|<=|>=|<|>)"
    private static let duration = SchemaForm.durationForm

    private static func quoted(_ form: String) -> String { #"(\#(form)|"\s*\#(form)\s*"|'\s*\#(form)\s*')"# }

    /// A check: see `CheckText`.
    static let check: JSONTree = {
        let demand =
            #"(exists|(contains|matches|==|!=)\s+\S[\s\S]*|(<=|>=|<|>)\s+\#(quoted(number)))"#
        let forms = [
            #"(status|size)\s+\#(comparison)\s+\#(quoted(number))"#,
            #"time\s+\#(comparison)\s+\#(quoted(duration))"#,
            #"body\s+\#(demand)"#,
            #"(header|cookie)\s+(?!(==|!=|<=|>=|<|>)\s)\S+\s+\#(demand)"#,
            #"json\s+/([^~\s]|~[01])*\s+\#(demand)"#,
        ]
        return ["type": "string", "pattern": .text(#"^\s*(\#(forms.joined(separator: "|")))\s*$"#)]
    }()

    /// A condition: see `ConditionText`.
    static let condition: JSONTree = ["type": "string", "pattern": #"[^\s=!]\s*(==|!=)(?!=)"#]

    /// A threshold: see `ThresholdParser`.
    static let threshold: JSONTree = {
        let arguments = #"\s*\(\s*[^)"]*("[^"]*"\s*)?([^)"]|"[^"]*")*\)"#
        let forms = [
            #"turnout(\#(arguments))?\s*\#(comparison)\s*\#(share)"#,
            #"(p\#(number)|mean|max|spread|admission)\#(arguments)\s*\#(comparison)\s*\#(duration)"#,
            #"rate\#(arguments)\s*\#(comparison)\s*\#(number)(\s*/s)?"#,
            #"failures(\#(arguments))?\s*\#(comparison)\s*(\#(share)|0|[1-9][0-9_]*)"#,
        ]
        return SchemaForm.pattern(#"^\s*(\#(forms.joined(separator: "|")))\s*$"#)
    }()

    /// A method and a URL: see `RequestLine`.
    static let request: JSONTree = [
        "type": "string",
        "pattern":
            #"^\s*([A-Z][A-Z-]*\s+)?([Hh][Tt][Tt][Pp][Ss]?:\S+|[^\s/]*\$\{[\s\S]+|[Hh][Tt][Tt][Pp][Ss]?:[\s\S]*\$\{[\s\S]+)\s*$"#,
    ]
}
