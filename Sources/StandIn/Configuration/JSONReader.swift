// Reads a JSON object key by key and collects errors, so that all errors of a file are shown at once.

/// Reads the keys of one JSON object. Errors go to the list that is passed from reader to reader.
struct JSONReader {
    private let place: String
    private let object: [String: JSONTree]
    private var known: Set<String> = []

    /// A reader of a value that must be an object; nil, with an error recorded, if it is not.
    init?(_ tree: JSONTree, at place: String, problems: inout [ConfigurationFault]) {
        guard case .object(let object) = tree else {
            problems.append(.init(key: place, found: tree.kind, expected: "an object"))
            return nil
        }
        self.place = place
        self.object = object
    }

    /// The path of a key, as messages name it.
    func place(of key: String) -> String { place.isEmpty ? key : "\(place).\(key)" }

    /// The value of a key; nil if the key is missing.
    mutating func value(_ key: String) -> JSONTree? {
        known.insert(key)
        return object[key]
    }

    /// Reads a text into a variable, if the key is present.
    mutating func text(_ key: String, into target: inout String, problems: inout [ConfigurationFault]) {
        switch value(key) {
        case nil: break
        case .string(let text): target = text
        case .some(let other):
            problems.append(.init(key: place(of: key), found: other.kind, expected: "a text"))
        }
    }

    /// Reads a required text that must not be empty.
    mutating func requiredText(_ key: String, into target: inout String, problems: inout [ConfigurationFault]) {
        let before = problems.count
        text(key, into: &target, problems: &problems)
        if target.isEmpty, problems.count == before {
            problems.append(
                .init(
                    key: place(of: key), found: object[key] == nil ? "nothing" : "an empty text",
                    expected: "a text that is not empty"))
        }
    }

    /// Reads a number within a range into a variable, if the key is present.
    mutating func number(
        _ key: String, in range: ClosedRange<Double>, into target: inout Double,
        problems: inout [ConfigurationFault]
    ) {
        let expected = "a number from \(Self.words(range.lowerBound)) to \(Self.words(range.upperBound))"
        switch value(key) {
        case nil: break
        case .number(let number) where range.contains(number): target = number
        case .number(let number):
            problems.append(.init(key: place(of: key), found: Self.words(number), expected: expected))
        case .some(let other):
            problems.append(.init(key: place(of: key), found: other.kind, expected: expected))
        }
    }

    /// Reads a whole number within a range into a variable, if the key is present.
    mutating func integer(
        _ key: String, in range: ClosedRange<Int>, into target: inout Int,
        problems: inout [ConfigurationFault]
    ) {
        let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        switch value(key) {
        case nil: break
        case .number(let number):
            guard let integer = Int(exactly: number), range.contains(integer) else {
                problems.append(.init(key: place(of: key), found: Self.words(number), expected: expected))
                return
            }
            target = integer
        case .some(let other):
            problems.append(.init(key: place(of: key), found: other.kind, expected: expected))
        }
    }

    /// Reads one of several words into a variable, if the key is present.
    mutating func word<Word: RawRepresentable<String> & CaseIterable>(
        _ key: String, into target: inout Word, problems: inout [ConfigurationFault]
    ) {
        let expected = Word.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
        switch value(key) {
        case nil: break
        case .string(let text):
            guard let word = Word(rawValue: text) else {
                problems.append(.init(key: place(of: key), found: "\"\(text)\"", expected: "one of \(expected)"))
                return
            }
            target = word
        case .some(let other):
            problems.append(.init(key: place(of: key), found: other.kind, expected: "one of \(expected)"))
        }
    }

    /// Reads true or false into a variable, if the key is present.
    mutating func bool(_ key: String, into target: inout Bool, problems: inout [ConfigurationFault]) {
        switch value(key) {
        case nil: break
        case .bool(let value): target = value
        case .some(let other):
            problems.append(.init(key: place(of: key), found: other.kind, expected: "true or false"))
        }
    }

    /// Reads a number within a range, or `null` to switch it off, if the key is present.
    mutating func optionalNumber(
        _ key: String, in range: ClosedRange<Double>, into target: inout Double?,
        problems: inout [ConfigurationFault]
    ) {
        guard let tree = value(key) else { return }
        guard tree != .null else {
            target = nil
            return
        }
        var number = range.lowerBound
        let before = problems.count
        self.number(key, in: range, into: &number, problems: &problems)
        if problems.count == before { target = number }
    }

    /// Reads a list of texts, if the key is present.
    mutating func texts(_ key: String, into target: inout [String], problems: inout [ConfigurationFault]) {
        switch value(key) {
        case nil: break
        case .array(let items):
            target = items.enumerated().compactMap { index, item in
                if case .string(let text) = item { return text }
                problems.append(
                    .init(key: "\(place(of: key))[\(index)]", found: item.kind, expected: "a text"))
                return nil
            }
        case .some(let other):
            problems.append(.init(key: place(of: key), found: other.kind, expected: "a list"))
        }
    }

    /// Reads the entries of a list, if the key is present, with a function that makes one entry from its reader.
    mutating func list<Entry>(
        _ key: String, into target: inout [Entry], problems: inout [ConfigurationFault],
        entry: (inout JSONReader, inout [ConfigurationFault]) -> Entry
    ) {
        switch value(key) {
        case nil: break
        case .array(let items):
            var entries: [Entry] = []
            for (index, item) in items.enumerated() {
                let itemPlace = "\(place(of: key))[\(index)]"
                guard var reader = JSONReader(item, at: itemPlace, problems: &problems) else { continue }
                entries.append(entry(&reader, &problems))
                reader.refuseUnknown(problems: &problems)
            }
            target = entries
        case .some(let other):
            problems.append(.init(key: place(of: key), found: other.kind, expected: "a list"))
        }
    }

    /// Records every unknown key as an error.
    func refuseUnknown(problems: inout [ConfigurationFault]) {
        let expected = "one of \(known.sorted().joined(separator: ", "))"
        for key in object.keys.sorted() where !known.contains(key) {
            problems.append(.init(key: place(of: key), found: "an unknown key", expected: expected))
        }
    }

    private static func words(_ number: Double) -> String {
        Int(exactly: number).map { "\($0)" } ?? "\(number)"
    }
}
