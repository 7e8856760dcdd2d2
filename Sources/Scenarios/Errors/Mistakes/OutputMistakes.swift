// What may be wrong with the files to write.

extension Mistake {
    static func notOutputFile(path: String, found: String, example: String) -> Mistake {
        Mistake("\(path) is \(quoted(found))", expected: "the name of a file to write, such as \(example)")
    }

    static func outputTwice(path: String, other: String) -> Mistake {
        Mistake("\(path) and \(other) name the same file", remedy: "give each format a file of its own")
    }
}
