// Reads single values: texts, numbers, durations, words. Each function reports errors and then returns nil.
import Addresses
import Measuring

extension LoadContext {
    /// A text with `${env.*}` substituted. `found` is as the author wrote it, for errors.
    struct PlainText {
        var text: String
        var found: String
        var usesEnvironment: Bool
    }

    /// A text that may contain only `${env.*}`. No error repeats any part of a secret one (`isSecret`).
    func plainText(
        _ node: WrittenNode, _ path: String, expected: String = "a text", isSecret: Bool = false
    ) -> PlainText? {
        guard let written = node.scalar, !node.isNull else {
            report(.wrongKind(path: path, found: node.kind, expected: expected), at: node.place)
            return nil
        }
        guard let pieces = pieces(of: node) else { return nil }
        var text = ""
        var usesEnvironment = false
        for (index, piece) in pieces.enumerated() {
            switch piece {
            case .literal(let literal): text += literal
            case .reference(let name, let fallback, let offset):
                let place = node.place(offset: offset)
                guard let variable = TemplateText.variable(name) else {
                    // Resolved only to distinguish known names from unknown ones.
                    if templateName(name, at: place, isSecret: isSecret && !pieces.isApart(at: index)) != nil {
                        report(.nameOnlyDuringJourney(name, path: path), at: place)
                    }
                    return nil
                }
                guard let value = environmentValue(variable, fallback: fallback, at: place) else { return nil }
                text += value
                usesEnvironment = true
            }
        }
        return PlainText(text: text, found: written, usesEnvironment: usesEnvironment)
    }

    /// A text that appears in reports: not empty, one line, nothing from the environment.
    func shownText(_ node: WrittenNode, _ path: String, mayBreak: Bool = false) -> String? {
        guard let plain = plainText(node, path) else { return nil }
        warnOfComment(behind: node, path)
        guard !plain.usesEnvironment else {
            report(.environmentWhereShown(path: path), at: node.place)
            return nil
        }
        let text = plain.text.trimmed
        guard !text.isEmpty else {
            report(.emptyText(path: path), at: node.place)
            return nil
        }
        guard mayBreak || !text.hasControlCharacters else {
            report(.textWithLineBreak(path: path), at: node.place)
            return nil
        }
        return text
    }

    /// An id or a file name: not empty, one line. It may come from the environment, and it is shown.
    func identifier(_ node: WrittenNode, _ path: String) -> String? {
        guard let plain = plainText(node, path) else { return nil }
        warnOfComment(behind: node, path)
        guard !plain.text.isEmpty else {
            report(.emptyText(path: path), at: node.place)
            return nil
        }
        guard !plain.text.hasControlCharacters else {
            report(.textWithLineBreak(path: path), at: node.place)
            return nil
        }
        return plain.text
    }

    /// An identifier whose values from the environment are secret, unlike those of a place or a file.
    func wireText(_ node: WrittenNode, _ path: String) -> String? {
        guard let text = identifier(node, path) else { return nil }
        keepEnvironment(of: node)
        return text
    }

    /// Records the values from the environment in a text as secrets.
    func keepEnvironment(of node: WrittenNode) {
        for case .reference(let name, _, _) in pieces(of: node) ?? [] {
            if let variable = TemplateText.variable(name), let value = environment[variable] { keepSecret(value) }
        }
    }

    /// A credential. With `isHidden` its value is hidden wherever it appears. Values from the environment always are.
    func secret(_ node: WrittenNode, _ path: String, isHidden: Bool) -> Secret? {
        guard let plain = plainText(node, path, isSecret: true) else { return nil }
        warnOfComment(behind: node, path)
        guard !plain.text.isEmpty else {
            report(.emptyText(path: path), at: node.place)
            return nil
        }
        if isHidden {
            keepSecret(plain.text)
            warnIfWrittenOut(node, path)
        }
        if plain.usesEnvironment { keepEnvironment(of: node) }
        return Secret(plain.text)
    }

    /// Warns if a secret has no name in it.
    func warnIfWrittenOut(_ node: WrittenNode, _ path: String) {
        let parts = pieces(of: node) ?? []
        guard !parts.contains(where: { if case .reference = $0 { true } else { false } }) else { return }
        let text = parts.map { if case .literal(let text) = $0 { text } else { "" } }.joined()
        warnOfSecret(text, path, at: node.place)
    }

    /// Warns of secret fields in a URL's query whose values have no name in them.
    func warnIfQueryWrittenOut(_ node: WrittenNode, _ path: String) {
        // A name stands for anything, and so for a value that is not written here.
        let text = (pieces(of: node) ?? []).map { if case .literal(let text) = $0 { text } else { "${" } }.joined()
        let query = text.drop { $0 != "?" }.dropFirst().prefix { $0 != "#" }
        for field in query.split(separator: "&") {
            let name = field.prefix { $0 != "=" }
            let value = field.dropFirst(name.count + 1)
            guard name.count < field.count, SecretName.isSecretInURL(name), !value.contains("${") else { continue }
            warnOfSecret(String(value), "\(path)?\(name)", at: node.place)
        }
    }

    /// A whole number within a range.
    func integer(_ node: WrittenNode, _ path: String, _ range: ClosedRange<Int>) -> Int? {
        guard let plain = plainText(node, path, expected: "a whole number") else { return nil }
        guard let digits = WholeNumber.digits(of: plain.text) else {
            report(notWholeNumber(plain, path), at: node.place)
            return nil
        }
        guard let value = Int(digits), range.contains(value) else {
            let found = plain.usesEnvironment ? quoted(plain.found) : digits
            report(
                .outOfRange(path: path, found: found, least: String(range.lowerBound), most: String(range.upperBound)),
                at: node.place)
            return nil
        }
        return value
    }

    /// The error for a text that is not a whole number.
    func notWholeNumber(_ plain: PlainText, _ path: String) -> Mistake {
        let grouped = plain.usesEnvironment ? nil : WholeNumber.grouped(plain.text)
        return .notWholeNumber(path: path, found: plain.found, grouped: grouped)
    }

    /// A number as errors show it: a value from the environment appears as written in the scenario.
    func shown(_ number: Int, of node: WrittenNode) -> String {
        guard let plain = plainText(node, ""), plain.usesEnvironment else { return String(number) }
        return quoted(plain.found)
    }

    /// `true` or `false`.
    func boolean(_ node: WrittenNode, _ path: String) -> Bool? {
        guard let plain = plainText(node, path, expected: "true or false") else { return nil }
        switch plain.text.lowercased() {
        case "true": return true
        case "false": return false
        default:
            let nearest: String? =
                switch plain.text.lowercased() {
                case "yes", "on", "y": "true"
                case "no", "off", "n": "false"
                default: NearestName.of(plain.text, among: ["true", "false"])
                }
            report(
                .notBoolean(path: path, found: plain.found, nearest: plain.usesEnvironment ? nil : nearest),
                at: node.place)
            return nil
        }
    }

    /// A duration above zero, at most a thousand hours.
    func duration(_ node: WrittenNode, _ path: String) -> Duration? {
        guard let plain = plainText(node, path, expected: "a duration such as 500ms, 30s, 2m or 1h30m") else {
            return nil
        }
        return duration(plain.text, found: plain.found, path, at: node.place)
    }

    /// A duration above zero, from a text of its own.
    func duration(_ text: String, found: String, _ path: String, at place: SourceLocation) -> Duration? {
        let text = text.trimmed
        let duration: Duration
        switch DurationText.read(text.hasPrefix("-") ? String(text.dropFirst()) : text) {
        case .duration(let read): duration = read
        case .tooLong: duration = .seconds(Int64.max / 2)
        case .none:
            let suggestion = text == found ? DurationText.suggestion(for: text) : nil
            report(.notDuration(path: path, found: found, suggestion: suggestion), at: place)
            return nil
        }
        guard !text.hasPrefix("-"), duration > .zero else {
            report(.notPositive(path: path, found: found), at: place)
            return nil
        }
        guard duration <= DurationText.longest else {
            report(
                .tooMuch(path: path, found: found, most: DurationText.write(DurationText.longest)), at: place)
            return nil
        }
        return duration
    }

    /// A rate above zero, in arrivals a second.
    func rate(_ node: WrittenNode, _ path: String, atMost most: Double, allowsZero: Bool = false) -> Double? {
        guard let plain = plainText(node, path, expected: "a rate such as 50/s, 300/m or 1000/h") else { return nil }
        let text = plain.text.trimmed
        guard let rate = RateText.parse(text.hasPrefix("-") ? String(text.dropFirst()) : text) else {
            let suggestion = plain.usesEnvironment ? nil : RateText.suggestion(for: text)
            report(.notRate(path: path, found: plain.found, suggestion: suggestion), at: node.place)
            return nil
        }
        guard !text.hasPrefix("-"), rate > 0 || allowsZero else {
            report(.notPositive(path: path, found: plain.found), at: node.place)
            return nil
        }
        guard rate <= most else {
            report(.tooMuch(path: path, found: plain.found, most: RateText.write(most)), at: node.place)
            return nil
        }
        return rate
    }

    /// A number, which may have a fraction, within a range.
    func number(_ node: WrittenNode, _ path: String, _ range: ClosedRange<Double>) -> Double? {
        guard let plain = plainText(node, path, expected: "a number such as 2 or 0.5") else { return nil }
        guard let number = Decimal(plain.text)?.value() else {
            // `2x` and `1,5`.
            let ours = plain.text.lowercased().filter { $0 != "x" && $0 != "×" && $0 != " " }.replacing(",", with: ".")
            let suggestion = plain.usesEnvironment || Decimal(ours) == nil ? nil : ours
            report(.notNumber(path: path, found: plain.found, suggestion: suggestion), at: node.place)
            return nil
        }
        guard range.contains(number) else {
            report(
                .outOfRange(
                    path: path, found: plain.found, least: NumberText.write(range.lowerBound),
                    most: NumberText.write(range.upperBound)), at: node.place)
            return nil
        }
        return number
    }

    /// A share above 0 %, written with a percent sign.
    func share(_ node: WrittenNode, _ path: String) -> Double? {
        guard let plain = plainText(node, path, expected: "a share such as 95%") else { return nil }
        guard let share = ShareText.parse(plain.text), share > 0, share <= 1 else {
            let suggestion = plain.usesEnvironment ? nil : ShareText.suggestion(for: plain.text)
            report(.notShare(path: path, found: plain.found, suggestion: suggestion), at: node.place)
            return nil
        }
        return share
    }

    /// One of the words of an enumeration.
    func word<Word: RawRepresentable & CaseIterable>(_ node: WrittenNode, _ path: String, as: Word.Type = Word.self)
        -> Word? where Word.RawValue == String
    {
        let known = Word.allCases.map(\.rawValue)
        guard let plain = plainText(node, path, expected: Words.oneOf(known)) else { return nil }
        if let word = Word(rawValue: plain.text) { return word }
        report(
            .unknownWord(
                path: path, found: plain.found,
                nearest: plain.usesEnvironment ? nil : NearestName.of(plain.text, among: known), known: known),
            at: node.place)
        return nil
    }

    /// The value of an environment variable. If there is a default, an empty variable counts as unset, as in a shell.
    func environmentValue(_ variable: String, fallback: String?, at place: SourceLocation) -> String? {
        guard TemplateText.isVariableName(variable) else {
            report(.badEnvironmentName(variable), at: place)
            return nil
        }
        switch (environment[variable], fallback) {
        case (let value?, nil): return value
        case (let value?, let fallback?): return value.isEmpty ? fallback : value
        case (nil, let fallback?): return fallback
        case (nil, nil):
            // It is missing once, however often it is used.
            if missingNames.insert("env.\(variable)").inserted { report(.environmentMissing(variable), at: place) }
            return nil
        }
    }

    /// A list. A single value counts as a list of one.
    func list(_ node: WrittenNode) -> [WrittenNode] {
        if case .sequence(let items) = node.content { return items }
        return [node]
    }
}
