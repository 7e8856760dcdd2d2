// A scenario value set on the command line.

/// A value that replaces one in the scenario.
package struct Override: Hashable, Sendable {
    /// Which value: keys and, in lists, numbers from 0, joined by dots: `participants.count`, `journey.0.release`. A
    /// step can also be given by name (`journey.enter-room.timeout`); a key that contains a dot goes in double quotes.
    package var path: String
    /// The value: a scalar, or a list or mapping in YAML's flow form (`[…]`, `{…}`).
    package var value: String
    /// The option that errors name, such as `--set participants.count`.
    package var option: String

    /// The crowd whose number of participants it is; nil: another value.
    let crowd: Crowd?

    /// Which crowd's number is meant. Where it goes depends on the scenario.
    enum Crowd: Hashable, Sendable {
        /// The only one.
        case only
        case named(String)
    }

    /// A value for a path; `option` is what errors name, by default `--set` and the path.
    package init(path: String, value: String, option: String? = nil) {
        self.path = path
        self.value = value
        self.option = option ?? "--set \(path)"
        crowd = nil
    }

    private init(participants count: String, of crowd: Crowd) {
        path = "participants.count"
        value = count
        option = "--participants"
        self.crowd = crowd
    }

    /// Splits `path=value`, as given to `--set`, at the first `=` outside double quotes.
    ///
    /// - Throws: ``ScenarioErrors`` with one error if there is no `=` or nothing before it.
    package init(parsing argument: String) throws(ScenarioErrors) {
        var quoted = false
        var split: String.Index?
        for index in argument.indices {
            if argument[index] == "\"" { quoted.toggle() }
            if argument[index] == "=", !quoted {
                split = index
                break
            }
        }
        guard let split, split > argument.startIndex else {
            throw ScenarioErrors([
                ScenarioError(file: "", place: .option("--set"), mistake: .overrideWithoutValue(argument))
            ])
        }
        self.init(path: String(argument[..<split]), value: String(argument[argument.index(after: split)...]))
    }

    /// The number of participants, as `--participants N` and `--participants CROWD=N` give it.
    package static func participants(_ text: String) -> Override {
        guard let equals = text.firstIndex(of: "=") else { return Override(participants: text, of: .only) }
        return Override(
            participants: String(text[text.index(after: equals)...]), of: .named(text[..<equals].trimmed))
    }

    /// The seed, as `--seed N` gives it.
    package static func seed(_ text: String) -> Override {
        Override(path: "seed", value: text, option: "--seed")
    }
}
