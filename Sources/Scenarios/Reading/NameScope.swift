// Which names a text may contain where it stands: the columns of its crowd's data, and what earlier steps extracted.
import PlatformContract

/// The names that depend on where a text stands.
struct NameScope {
    /// Where a value comes from.
    struct Source {
        /// The number of the first step that extracts it, counted from 0.
        var step: Int
        /// How errors name that step: `"login page"`.
        var stepName: String
    }

    /// People from a file: its columns replace what is generated.
    struct People {
        /// The file as errors name it.
        var file: String
        /// Its columns in their order.
        var columns: [String]

        /// Why a name of the participant's own has no value in the file; nil if it has. The name and password of an
        /// account are never generated for people of a file: that they are others than its author thinks would show
        /// only when everybody's log-in fails. `isWritten`: the name stands in a text.
        func mistake(of name: Template.Name, isWritten: Bool) -> Mistake? {
            let column: String
            switch name {
            case .participantEmail: column = "email"
            case .participantPassword: column = "password"
            default: return nil
            }
            guard !columns.contains(column) else { return nil }
            return .columnMissing(
                column, use: isWritten ? name.written : nil, file: file, known: columns,
                nearest: NearestColumn.of(column, among: columns))
        }
    }

    /// What may surprise about a known name here: people of a file have a generated name or id, if it has none. Nil:
    /// nothing.
    func warning(of name: Template.Name) -> String? {
        let person = GeneratedIdentity(index: 1)
        let (column, example): (String, String)
        switch name {
        case .participantName: (column, example) = ("name", person.name)
        case .participantExternalUserID: (column, example) = ("externalUserId", person.externalUserID)
        default: return nil
        }
        guard let people, !people.columns.contains(column) else { return nil }
        return "\"\(people.file)\" has no column \"\(column)\": ${\(name.written)} is generated (\"\(example)\")"
    }

    /// The columns of the crowd's data.
    var columns: Set<String> = []
    /// The file of the crowd's people, if they come from one.
    var people: People?
    /// Whether the columns are unknown because their file could not be read.
    var lacksColumns = false
    /// The values that steps of this journey extract.
    var values: [String: Source] = [:]
    /// The values that `setup` extracts, which every journey knows.
    var setupValues: Set<String> = []
    /// The number of the step whose texts are being read.
    var step = 0
    /// Whether the texts are those of one participant, and not of `setup` or `teardown`.
    var hasParticipant = true
    /// Whether some participant is a moderator, as far as can be told.
    var hasModerators = true
    /// Whether the run knows a customer's site: the stand-in's, or `target.site`.
    var hasSite = true
    /// Whether `target.site` is written, with a value from the environment that is empty.
    var isSiteEmpty = false
    /// Whether it belongs to `setup` or `teardown`, as errors say it.
    var section = "journey"

    private static let participant = "participant."

    /// The name that is written like this, if there is one.
    func name(written: String) -> Template.Name? {
        if written.hasPrefix(NameScope.participant) {
            let column = String(written.dropFirst(NameScope.participant.count))
            return columns.contains(column) ? .column(column) : nil
        }
        return values[written] != nil || setupValues.contains(written) ? .value(written) : nil
    }

    /// Why a known name cannot be used here; nil if it can.
    func mistake(of name: Template.Name) -> Mistake? {
        if case .value(let value) = name, !setupValues.contains(value), let source = values[value], source.step >= step
        {
            return .valueBeforeStep(value, step: source.stepName, isSame: source.step == step)
        }
        if name == .site, !hasSite { return isSiteEmpty ? .siteEmpty : .siteMissing }
        guard hasParticipant || !name.isPersonal else { return .noParticipant(name.written, section: section) }
        return people?.mistake(of: name, isWritten: true)
    }

    /// The participant's own name that goes by another one elsewhere: `${username}`.
    func name(meantBy written: String) -> String? {
        guard hasParticipant else { return nil }
        return switch written.lowercased() {
        case "user", "username", "user_name", "email", "e-mail", "mail", "login": Template.Name.participantEmail.written
        case "password", "pass", "passwd", "pwd": Template.Name.participantPassword.written
        default: nil
        }
    }

    /// Every name, for suggestions.
    var written: [String] {
        columns.map { NameScope.participant + $0 } + values.keys + setupValues
    }

    /// Whether such a name may contain it.
    static func isValueCharacter(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII
            && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == "_" || scalar == "-")
    }

    /// Whether a text can be the name of an extracted value: a word that is no root of the language's names.
    static func isValueName(_ name: String) -> Bool {
        TemplateText.isVariableName(name.replacing("-", with: "_"))
            && !["env", "participant", "run", "target", "platform"].contains(name)
    }
}
