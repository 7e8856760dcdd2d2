// What can be wrong with text that is not YAML, or more of it than is read.

extension Mistake {
    static func syntax(_ mistake: String, remedy: YAMLRemedy?) -> Mistake {
        Mistake("this is not valid YAML: \(mistake)", remedy: remedy?.words)
    }

    static var tabIndentation: Mistake {
        Mistake("a tab in the indentation", expected: "spaces")
    }

    static var tabBehindDash: Mistake {
        Mistake("a tab after the dash", expected: "a space")
    }

    static var missingDash: Mistake {
        Mistake("an item of a list without its dash", expected: "`- ` before each item")
    }

    static var secondDocument: Mistake {
        Mistake("a second YAML document", expected: "one scenario per file")
    }

    static func duplicateKey(_ key: String, firstLine line: Int) -> Mistake {
        Mistake("key \(quoted(key)) occurs twice", remedy: "the first is on line \(line)")
    }

    static var keyIsNoText: Mistake {
        Mistake("a key that is a list or a mapping", expected: "a plain key")
    }

    /// `{{ … }}` without quotation marks, which YAML reads as a mapping that is a key. `name`: what stands in it, if that is
    /// one of the language's names.
    static func doubleBraces(name: String?) -> Mistake {
        Mistake(
            "double braces, in which other tools write names", expected: "a value",
            remedy: "write \"${\(name ?? "…")}\" for \(name == nil ? "the value of a name" : "its value")")
    }

    static var keyWithAlias: Mistake {
        Mistake("a key that may contain an alias (*name)", expected: "plain keys in a scenario with aliases")
    }

    static func tooDeep(limit: Int) -> Mistake {
        Mistake("lists and mappings are nested more than \(limit) deep")
    }

    static func tooManyNodes(limit: Int) -> Mistake {
        Mistake("the scenario has more than \(limit) values with aliases expanded")
    }

    static func tooManyAliases(limit: Int) -> Mistake {
        Mistake("the scenario has more than \(limit) aliases (*name)")
    }

    static var mergeKey: Mistake {
        Mistake("merge key `<<`", remedy: "merge keys are not supported: write the keys out")
    }
}

extension Mistake {
    /// What to do about text that is not valid YAML.
    enum YAMLRemedy: Hashable, Sendable {
        case quoteNames
        case quoteColon
        case braces
        case indentation
        /// The line whose key lacks its colon.
        case missingColon(line: Int)
        /// The line with the bracket or quotation mark that is not closed.
        case close(String, line: Int)
        /// The line on which a comment swallows a closing bracket.
        case quoteHash(line: Int)
        case quoteFirstCharacter
        /// A quotation mark within a text in quotation marks.
        case quoteInside
    }
}

extension Mistake.YAMLRemedy {
    fileprivate var words: String {
        switch self {
        case .quoteNames: "inside { … } and [ … ], put a text that contains ${…} in double quotes"
        case .indentation:
            "check the indentation: the keys of a mapping, and the items of a list, begin in the same column"
        case .missingColon(let line): "write a colon and a space after the key on line \(line)"
        case .close(let mark, let line): "close the \(mark) on line \(line)"
        case .braces: "put a mapping that begins on the line of its key in braces: { … }"
        case .quoteColon: "put a value that contains `: ` or ` #` in quotes, because YAML ends it there"
        case .quoteHash(let line):
            "the ` #` on line \(line) begins a comment, up to the end of the line; put the value in quotes if the # belongs to it"
        case .quoteInside:
            "a quotation mark within a text in quotation marks ends it; put the whole text in single ones: 'body contains \"x\"'"
        case .quoteFirstCharacter: "put a value that begins with @, `, % or another special character of YAML in quotes"
        }
    }
}
