// What can be wrong with the command line: overrides and files of variables.

extension Mistake {
    static func overrideWithoutValue(_ text: String) -> Mistake {
        Mistake(quotedKey(text), expected: "path.to.key=value")
    }

    static func overridePath(_ path: String, reason: OverrideFault) -> Mistake {
        guard case .wholeStep(let option, let isCertain) = reason else {
            return Mistake("\(quoted(path)) does not exist: \(reason.words)")
        }
        return Mistake(
            "\(quoted(path)) is a whole step, but its replacement is not a step",
            remedy: isCertain
                ? "did you mean \(path).\(option)?" : "name an option of it, such as \(path).\(option)")
    }

    /// Why a file of variables cannot be read.
    static func environmentFile(_ file: String, _ mistake: Mistake) -> Mistake {
        switch mistake.kind {
        case "missingFile": Mistake("there is no file \"\(file)\"", remedy: mistake.remedy)
        case "directory": Mistake("\(quoted(file)) is a folder", expected: "a file with lines NAME=value")
        case "binary": Mistake("\(quoted(file)) is not a text file", expected: "lines NAME=value")
        case "utf16": Mistake("\(quoted(file)) is in UTF-16", expected: "UTF-8", remedy: "save it again as UTF-8")
        case "tooLarge", "unreadable":
            Mistake(mistake.found.replacing("the file", with: quoted(file), maxReplacements: 1))
        default: Mistake("\(quoted(file)): \(mistake.found)")
        }
    }

    // The line's text is left out: it may be part of a secret that was pasted over several lines.
    static var environmentLine: Mistake {
        Mistake("this line sets no variable", expected: "NAME=value")
    }

    static var environmentQuote: Mistake {
        Mistake("a quotation mark is not closed on its line")
    }

    static var environmentBehindQuote: Mistake {
        Mistake("there is text after the closing quotation mark", remedy: "put a # before a comment")
    }
}

extension Mistake {
    /// Why the path of an override does not lead to a value.
    enum OverrideFault: Hashable, Sendable {
        case empty
        case noKeys(of: String)
        case notAnIndex(String, of: String)
        case indexTooLarge(Int, of: String, count: Int)
        case badValue(String)
        /// `option` is one of the step's options; `isCertain` tells whether it is surely the one that was meant.
        case wholeStep(option: String, isCertain: Bool)
    }
}

extension Mistake.OverrideFault {
    var words: String {
        switch self {
        case .empty: "a key between two dots is missing"
        case .noKeys(let path): "\(path) has no keys"
        case .notAnIndex(let key, let path):
            "\(path) is a list, and \(quoted(key)) is neither a number nor a step of it"
        case .indexTooLarge(let index, let path, let count):
            "\(path) has \(count) \(count == 1 ? "item" : "items"), counted from 0, so there is no number \(index)"
        case .wholeStep: "it is a whole step"
        case .badValue(let mistake): "the value is not valid YAML: \(mistake)"
        }
    }
}
