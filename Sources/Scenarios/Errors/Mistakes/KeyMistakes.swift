// What can be wrong with keys and kinds of values.

extension Mistake {
    static func wrongKind(path: String, found: String, expected: String) -> Mistake {
        Mistake("\(path) is \(found)", expected: expected)
    }

    static func unknownKey(_ key: String, section: String, nearest: String?, known: [String]) -> Mistake {
        if let nearest {
            Mistake("unknown key \(quoted(key))", remedy: "did you mean \(quoted(nearest))?")
        } else {
            // Without a space after the colon (`secret:x`), YAML reads the value as part of the key.
            Mistake("unknown key \(quotedKey(key)) \(section)", expected: Words.oneOf(known))
        }
    }

    static func missingKey(_ key: String, section: String, example: String) -> Mistake {
        Mistake("\(quoted(key)) is missing \(section)", remedy: "for example `\(example)`")
    }

    static func languageVersion(_ found: String) -> Mistake {
        Mistake("language version \(quoted(found))", expected: "`turnout: 1`, the version this Turnout reads")
    }
}
