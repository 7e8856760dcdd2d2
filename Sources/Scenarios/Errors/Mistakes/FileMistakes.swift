// What can be wrong with the scenario's file and those that it includes.

extension Mistake {
    static func missingFile(nearest: String?) -> Mistake {
        Mistake("there is no such file", remedy: nearest.map { "did you mean \"\($0)\"?" })
    }

    static var directory: Mistake {
        Mistake("this is a folder", expected: "a scenario file")
    }

    static func unreadable(reason: String) -> Mistake {
        Mistake("the file cannot be read: \(reason)")
    }

    static func tooLarge(limit: Int) -> Mistake {
        Mistake("the file is larger than \(limit / 1024) KiB", expected: "a scenario of at most a few hundred lines")
    }

    static var empty: Mistake {
        Mistake("the scenario is empty", remedy: "start with `turnout: 1`, then target, participants and journey")
    }

    static var notUTF8: Mistake {
        Mistake("the text is not UTF-8 from here on", remedy: "save the file as UTF-8")
    }

    static var utf16: Mistake {
        Mistake(
            "the file is in UTF-16", expected: "UTF-8",
            remedy: "save it again as UTF-8; in Excel choose the type \"CSV UTF-8\"")
    }

    static var binary: Mistake {
        Mistake("this is not a text file", expected: "a scenario in YAML")
    }

    static func controlCharacter(_ value: UInt32) -> Mistake {
        Mistake("control character U+\(Words.hexadecimal(value))", remedy: "remove it")
    }

    static var emptyPart: Mistake {
        Mistake("the included file is empty")
    }

    static func includedKind(found: String, expected: String) -> Mistake {
        Mistake("the included file is \(found)", expected: expected)
    }

    static func includeWithOption(_ key: String) -> Mistake {
        Mistake("\(quoted(key)) beside include", expected: "an item of its own: `- include: file.yaml`")
    }

    static func includeCircle(_ file: String) -> Mistake {
        Mistake("\"\(file)\" is included within itself")
    }

    static func tooManyIncludes(files: Int, deep: Int) -> Mistake {
        Mistake("more than \(files) files are included, or more than \(deep) deep")
    }

    static var includeFromOption: Mistake {
        Mistake("files cannot be included on the command line", remedy: "write `include` in the scenario")
    }
}
