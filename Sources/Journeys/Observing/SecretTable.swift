// The secrets that were met while a walk was observed, each with a name, so that a command can be printed which asks for
// it by that name.
import Scenarios
import Synchronization

/// The secrets known so far. Shared by everybody whose walk is observed together.
package final class SecretTable: Sendable {
    /// What is shown in place of a secret.
    static let dots = Secret.dots

    private struct Entry {
        var bytes: [UInt8]
        var value: HiddenValue
        /// Whether it is hidden wherever it occurs, and not only where it is known to stand.
        var isSearched: Bool
        /// Whether its name says nothing, so that a better one replaces it.
        var isNameless = false
    }

    private struct State {
        private(set) var entries: [Entry] = []
        /// Where each text is among the entries.
        private var places: [[UInt8]: [Int]] = [:]
        private var searched: (search: SecretSearch, entries: [Entry])?
        private var taken = VariableName.reserved
        /// The number that the next variable of a name may have.
        private var numbers: [String: Int] = [:]

        /// Takes a variable's name, if it is free.
        mutating func take(_ variable: String) -> Bool { taken.insert(variable).inserted }

        /// A variable that is not taken yet.
        mutating func variable(_ plain: String) -> String {
            var variable = plain
            // A URL may have thousands of fields of one name.
            var number = numbers[plain] ?? 2
            while !take(variable) {
                variable = "\(plain)_\(number)"
                number += 1
            }
            numbers[plain] = number
            return variable
        }

        mutating func append(_ entry: Entry) {
            places[entry.bytes, default: []].append(entries.count)
            entries.append(entry)
            searched = nil
        }

        mutating func change(_ place: Int, _ change: (inout Entry) -> Void) {
            change(&entries[place])
            searched = nil
        }

        /// Which entries may be this text, in their order.
        func candidates(_ bytes: [UInt8]) -> [Int] {
            guard let first = bytes.first else { return [] }
            // Without escapes it can only be the text itself.
            guard bytes.contains(where: WrittenForms.isLead) else { return places[bytes] ?? [] }
            return entries.indices.filter { place in
                let own = entries[place].bytes
                return !own.isEmpty && own.count <= bytes.count && (own[0] == first || WrittenForms.isLead(first))
            }
        }

        /// The entries to look for, and what looks for them.
        mutating func search() -> (search: SecretSearch, entries: [Entry]) {
            if let searched { return searched }
            let wanted = entries.filter { $0.isSearched && !$0.bytes.isEmpty }
            let made = (SecretSearch(wanted.map(\.bytes)), wanted)
            searched = made
            return made
        }
    }

    // A lock, because the output may ask on another thread.
    private let state = Mutex(State())

    /// Creates a table of secrets whose names are known already.
    package init() {}

    /// Notes a secret that is the value of an environment variable.
    package func add(_ text: String, variable: String, meaning: String) {
        let isName = variable.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_]*/) != nil
        state.withLock { state in
            let isFree = isName && state.take(variable)
            guard isFree, !text.isEmpty else { return }
            state.append(
                Entry(
                    bytes: Array(text.utf8), value: HiddenValue(variable: variable, meaning: meaning),
                    isSearched: Redactor.hides(text)))
        }
    }

    /// Notes a secret.
    /// - Parameters:
    ///   - text: the secret.
    ///   - name: what to call it, if it has no name yet.
    ///   - meaning: what it is.
    ///   - isSearched: whether to hide it wherever it occurs. Never done with a text that is too short for that, or
    ///     common.
    ///   - isNameless: whether the name says nothing, so that a better one may replace it.
    /// - Returns: its name.
    @discardableResult
    package func add(
        _ text: String, as name: String, meaning: String, isSearched: Bool = true, isNameless: Bool = false
    ) -> HiddenValue {
        let bytes = Array(text.utf8)
        let isSearched = isSearched && Redactor.hides(text)
        let plain = VariableName.of(name)
        return state.withLock { state in
            for place in state.candidates(bytes) {
                let entry = state.entries[place]
                // Unless it is searched for, two equal texts are two secrets: many cookies are `1`.
                let isSame = entry.isSearched || isSearched || entry.value.variable.hasPrefix(plain)
                guard isSame, let match = WrittenForms.match(entry.bytes, in: bytes, at: 0), match.end == bytes.count
                else { continue }
                if match.form == .plain {
                    if isSearched, !entry.isSearched { state.change(place) { $0.isSearched = true } }
                    if entry.isNameless, !isNameless {
                        let value = HiddenValue(variable: state.variable(plain), meaning: meaning)
                        state.change(place) { ($0.isNameless, $0.value) = (false, value) }
                    }
                }
                return state.entries[place].value.written(match.form)
            }
            let value = HiddenValue(variable: state.variable(plain), meaning: meaning)
            state.append(Entry(bytes: bytes, value: value, isSearched: isSearched, isNameless: isNameless))
            return value
        }
    }

    /// A place in a text where a secret stands.
    struct Place {
        /// In bytes of UTF-8.
        var range: Range<Int>
        var value: HiddenValue
    }

    /// The text with names in place of every known secret, however it is encoded there, of those at `places`, and
    /// without what `redactor` hides in any case. All of them are found before any is replaced: a part of a secret that
    /// is hidden first would leave the rest.
    func mask(_ text: String, places: [Place] = [], besides redactor: Redactor? = nil) -> MaskedText {
        let (search, entries) = state.withLock { $0.search() }
        let bytes = Array(text.utf8)
        var found = places.map { (range: $0.range, value: HiddenValue?.some($0.value)) }
        var scan = SecretSearch.Scan(search, in: bytes)
        for index in bytes.indices {
            var longest: (entry: Int, match: WrittenForms.Match)?
            scan.matches(at: index) { entry, match in
                // Of equal ones, the first.
                if let known = longest, (known.match.end, -known.entry) > (match.end, -entry) { return }
                longest = (entry, match)
            }
            if let longest {
                let value = entries[longest.entry].value.written(longest.match.form)
                found.append((index..<longest.match.end, value))
            }
        }
        found += (redactor?.hiddenRanges(in: bytes) ?? []).map { ($0, nil) }
        var result = MaskedText()
        var kept = 0
        for (range, value) in SecretTable.joined(found) {
            result.append(String(decoding: bytes[kept..<range.lowerBound], as: UTF8.self))
            if let value { result.append(value) } else { result.append(SecretTable.dots) }
            kept = range.upperBound
        }
        result.append(String(decoding: bytes[kept...], as: UTF8.self))
        return result
    }

    /// Ranges that overlap as one, with the name of the longest of them; of equal ones, of the first.
    private static func joined(
        _ found: [(range: Range<Int>, value: HiddenValue?)]
    ) -> [(range: Range<Int>, value: HiddenValue?)] {
        var joined: [(range: Range<Int>, value: HiddenValue?)] = []
        var longest = 0
        for (_, next) in found.enumerated().sorted(by: {
            ($0.element.range.lowerBound, $0.offset) < ($1.element.range.lowerBound, $1.offset)
        }) {
            guard let last = joined.last, next.range.lowerBound < last.range.upperBound else {
                joined.append(next)
                longest = next.range.count
                continue
            }
            let end = max(last.range.upperBound, next.range.upperBound)
            joined[joined.count - 1].range = last.range.lowerBound..<end
            if next.range.count > longest {
                joined[joined.count - 1].value = next.value
                longest = next.range.count
            }
        }
        return joined
    }
}

extension SecretTable {
    /// The text as `mask` gives it, and without the values in it whose names are those of secrets.
    func maskNamed(_ text: String, besides redactor: Redactor? = nil) -> MaskedText {
        let places = NamedValues.secrets(in: text).map { value in
            let known = add(
                value.text, as: value.name, meaning: "the value of \(value.name)", isSearched: value.isDistinctive)
            return Place(range: value.range, value: known.written(value.form))
        }
        return mask(text, places: places, besides: redactor)
    }
}

extension HiddenValue {
    /// The same value as it stands in another encoding.
    func written(_ form: WrittenForms.Form) -> HiddenValue {
        switch form {
        case .plain: self
        case .url: HiddenValue(variable: variable + "_IN_URL", meaning: meaning + ", percent-encoded")
        case .json: HiddenValue(variable: variable + "_IN_JSON", meaning: meaning + ", as inside a JSON string")
        case .html: HiddenValue(variable: variable + "_IN_HTML", meaning: meaning + ", with character references")
        }
    }
}

/// Names of shell variables.
enum VariableName {
    /// Those that mean something to the shell, to the loader or to curl.
    static let reserved: Set<String> = [
        "PATH", "HOME", "IFS", "PWD", "OLDPWD", "SHELL", "USER", "ENV", "PS1", "PS2", "PS4", "CDPATH", "OPTIND", "UID",
        "EUID", "PPID", "RANDOM", "LANG", "TERM", "TMPDIR", "LD_PRELOAD", "LD_LIBRARY_PATH", "CURL_HOME", "HTTP_PROXY",
        "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "STATUS", "PATHS", "SECONDS", "LINENO", "TZ", "HOST", "HOSTNAME",
    ]

    /// A variable's name made of another name: `accessToken` and `access-token` become `ACCESS_TOKEN`.
    static func of(_ name: String) -> String {
        var result = ""
        var wasSmall = false
        for scalar in name.unicodeScalars.prefix(60) {
            switch scalar {
            case "a"..."z", "0"..."9":
                result.unicodeScalars.append(scalar)
                wasSmall = true
            case "A"..."Z":
                if wasSmall { result += "_" }
                result.unicodeScalars.append(scalar)
                wasSmall = false
            default:
                if !result.isEmpty, result.last != "_" { result += "_" }
                wasSmall = false
            }
        }
        while result.last == "_" { result.removeLast() }
        guard let first = result.first else { return "SECRET" }
        return (first.isNumber ? "VALUE_" : "") + result.uppercased()
    }
}
