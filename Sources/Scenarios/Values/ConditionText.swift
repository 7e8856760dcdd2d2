// `when`: a comparison of two texts.
import Addresses
import PlatformContract

/// Reads conditions.
struct ConditionText {
    let context: LoadContext

    /// Reads `left == right` or `left != right`. Either side may be in quotation marks.
    func read(_ node: WrittenNode) -> Condition? {
        guard let text = node.scalar, !node.isNull else {
            context.report(.wrongKind(path: "when", found: node.kind, expected: "a comparison"), at: node.place)
            return nil
        }
        let ranges = (text.ranges(of: "==").map { ($0, true) } + text.ranges(of: "!=").map { ($0, false) })
            .sorted { $0.0.lowerBound < $1.0.lowerBound }
        guard let (range, isEqual) = ranges.first(where: { !isInsideName($0.0.lowerBound, of: text) }) else {
            context.report(.badCondition(text, suggestion: suggestion(for: text)), at: node.place)
            return nil
        }
        // `===` would compare with a text that begins with `=`.
        guard text[range.upperBound...].first != "=" else {
            context.report(.badCondition(text, suggestion: suggestion(for: text)), at: node.place)
            return nil
        }
        let (first, second) = (text[..<range.lowerBound].trimmed, text[range.upperBound...].trimmed)
        for written in [first, second] {
            guard let plain = Quotation.plain(insteadOfTypographic: written) else { continue }
            // What a secret is compared with is not repeated.
            let isSecret = [first, second].contains { SecretName.isSecret($0.prefix { $0 != ":" && $0 != "}" }) }
            let shown = isSecret ? Secret.dots : written
            context.report(
                .typographicQuotation(
                    text.replacing(written, with: shown),
                    ours: text.replacing(written, with: isSecret ? "\"\(Secret.dots)\"" : plain)), at: node.place)
            return nil
        }
        guard text.contains("${") else {
            context.report(
                .conditionWithoutName(text, suggestion: named(first, isEqual ? "==" : "!=", second)), at: node.place)
            return nil
        }
        let left = side(text[..<range.lowerBound], of: text, node)
        let right = side(text[range.upperBound...], of: text, node)
        guard let left, let right else { return nil }
        guard !left.segments.isEmpty else {
            context.report(.badCondition(text, suggestion: suggestion(for: text)), at: node.place)
            return nil
        }
        for (name, value) in [(left, right), (right, left)] where name.names == [.participantRole] {
            guard name.segments.count == 1, case .literal(let role)? = value.segments.first, value.segments.count == 1
            else { continue }
            guard Role(rawValue: role) != nil else {
                let nearest = NearestName.of(role, among: Role.allCases.map(\.rawValue))
                context.report(.unknownRole(role, nearest: nearest), at: node.place)
                return nil
            }
            if role == Role.moderator.rawValue, isEqual, !context.names.hasModerators {
                context.warn(
                    "nobody here is a moderator, so that the step runs for nobody; write participants.moderators",
                    at: node.place)
            }
        }
        return Condition(
            left: right.isSecret ? left.hidingLiterals : left, isEqual: isEqual,
            right: left.isSecret ? right.hidingLiterals : right)
    }

    /// The condition with `${…}` around the name that stands there without.
    private func named(_ left: String, _ sign: String, _ right: String) -> String? {
        let known = Template.Name.fixed.map(\.written) + context.names.written
        // `role` alone is the participant's, as in `when: role == moderator`.
        func name(_ text: String) -> String? {
            if let near = NearestName.of(text, among: known) { return near }
            let own = known.filter { $0.hasPrefix("participant.") }.map { String($0.dropFirst("participant.".count)) }
            return NearestName.of(text, among: own).map { "participant.\($0)" }
        }
        if let name = name(left) { return "${\(name)} \(sign) \(right)" }
        return name(right).map { "${\($0)} \(sign) \(left)" }
    }

    /// The condition in the language's own form, if it has an operator of another language or of English.
    private func suggestion(for text: String) -> String? {
        for other in ["===", "!==", "<>", "=", " is not ", " is ", " equals "] {
            guard let range = text.ranges(of: other).first(where: { !isInsideName($0.lowerBound, of: text) }) else {
                continue
            }
            let (left, right) = (text[..<range.lowerBound].trimmed, text[range.upperBound...].trimmed)
            let isEqual = !["!==", "<>", " is not "].contains(other)
            return left.isEmpty || right.isEmpty ? nil : "\(left) \(isEqual ? "==" : "!=") \(right)"
        }
        return nil
    }

    /// Whether a position lies between `${` and its `}`.
    private func isInsideName(_ index: String.Index, of text: String) -> Bool {
        guard let open = text[..<index].ranges(of: "${").last else { return false }
        return !text[open.upperBound..<index].contains("}")
    }

    private func side(_ part: Substring, of text: String, _ node: WrittenNode) -> Template? {
        var part = part
        while part.first?.isWhitespace == true { part.removeFirst() }
        while part.last?.isWhitespace == true { part.removeLast() }
        if part.count >= 2, let quote = part.first, quote == "\"" || quote == "'", part.last == quote {
            part = part.dropFirst().dropLast()
        }
        let before = text[..<part.startIndex].unicodeScalars.count
        do {
            let pieces = try TemplateText.parse(String(part))
            return context.template(of: pieces) { offset in node.place(offset: before + offset) }
        } catch {
            context.report(error.mistake, at: node.place(offset: before + error.offset))
            return nil
        }
    }
}
