// What the readers of one load share: the text, the environment, and the errors so far.
import PlatformContract

/// The state of one load. Errors are collected instead of thrown, so that all of them are shown.
final class LoadContext {
    /// The scenario's text.
    let source: SourceText
    /// The file as the user wrote it.
    let file: String
    /// Values of `${env.*}`.
    let environment: [String: String]
    /// The errors so far, in the order they were found.
    private(set) var errors: [ScenarioError] = []
    private var seen: Set<ScenarioError> = []
    private lazy var veil = SecretMask(source)
    /// The other files that the scenario names and whose lines errors may point at.
    private(set) var parts: [Part] = []
    /// What the author should know although it is not an error, one line each with its location.
    private(set) var warnings: [String] = []
    /// The names that the texts being read may contain, besides those that every scenario has.
    var names = NameScope()
    /// Unknown names that were reported, and that are near no known one.
    var missingNames: Set<String> = []
    /// Warnings that are given once, however often their cause occurs.
    var saidOnce: Set<String> = []
    /// Every secret value found so far.
    private(set) var secrets: Set<Secret> = []
    /// What the contents of the files of data come to that were read so far.
    var digest = DataDigest()

    /// A file beside the scenario's own.
    struct Part {
        /// The file, as a path that can be opened.
        let file: String
        /// The file as errors name it.
        let shown: String
        /// Its text, for a part of the scenario; nil for data, whose lines no error shows.
        let source: SourceText?
        fileprivate let veil: SecretMask?
    }

    init(source: SourceText, file: String, environment: [String: String]) {
        self.source = source
        self.file = file
        self.environment = environment
    }

    /// Records an error.
    func report(_ mistake: Mistake, at place: SourceLocation) {
        var error = ScenarioError(file: name(ofFileAt: place), place: place, mistake: mistake)
        if let (line, column) = place.lineAndColumn, let source = source(at: place) {
            let clamped = source.clamped(line: line, column: column)
            error.place = place.at(line: clamped.line, column: clamped.column)
            let veil = if case .part(let number, _, _) = place { parts[number].veil } else { veil }
            error.excerpt = veil?.excerpt(line: clamped.line, column: clamped.column)
        }
        // An alias is read wherever it is used, but its errors are shown once.
        if seen.insert(error).inserted { errors.append(error) }
    }

    // MARK: Files

    /// Registers a file that the scenario names. Without `source`, errors show none of its lines.
    /// - Returns: Its beginning.
    func addPart(_ file: String, shown: String? = nil, source: SourceText? = nil) -> SourceLocation {
        parts.append(
            Part(file: file, shown: shown ?? file, source: source, veil: source.map { SecretMask($0) }))
        return .part(parts.count - 1, line: 1, column: 1)
    }

    /// The beginning of a file of data; several crowds may use the same one.
    func dataPart(_ file: String, shown: String) -> SourceLocation {
        if let number = parts.firstIndex(where: { $0.file == file && $0.shown == shown && $0.source == nil }) {
            return .part(number, line: 1, column: 1)
        }
        return addPart(file, shown: shown)
    }

    /// The text of the file that a place is in; nil if it is in none, or in a file of data.
    func source(at place: SourceLocation) -> SourceText? {
        switch place {
        case .file: source
        case .part(let number, _, _): parts[number].source
        case .wholeFile, .option: nil
        }
    }

    /// Where a place is, as an error at another one says it: `on line 5`, or `in steps/log-in.yaml:5` in another file.
    func words(for place: SourceLocation, from other: SourceLocation) -> String {
        guard let line = place.line else { return "on the command line" }
        let file = name(ofFileAt: place)
        return other.line != nil && name(ofFileAt: other) == file ? "on line \(line)" : "in \(file):\(line)"
    }

    private func name(ofFileAt place: SourceLocation) -> String {
        if case .part(let number, _, _) = place { parts[number].shown } else { file }
    }

    // MARK: Warnings

    /// Warns that a secret is written out in the scenario, unless it is one of the stand-in's well-known ones.
    func warnOfSecret(_ text: String, _ path: String, at place: SourceLocation) {
        let known = [DefaultAccount.clientID, DefaultAccount.clientSecret, DefaultAccount.hostPassword]
        guard place.line != nil, !text.isEmpty, !known.contains(text) else { return }
        warn(
            "\(path) is written in the scenario; put it in the environment or an --env-file and write ${env.NAME} here",
            at: place)
    }

    /// Notes that a text may have lost its end to a comment.
    func warnOfComment(behind node: WrittenNode, _ path: String) {
        guard case .scalar(let text, .plain) = node.content, let (line, column) = node.place.lineAndColumn,
            let comment = source(at: node.place)?.commentJoined(to: text, line: line, column: column)
        else { return }
        warn(
            LoadContext.commentWarning(path, isEmpty: false),
            at: node.place.at(line: comment.line, column: comment.column))
    }

    /// The warning of a value that may have lost its end, or all of itself, to a comment.
    static func commentWarning(_ path: String, isEmpty: Bool) -> String {
        let what = isEmpty ? "is empty before `#`" : "ends before ` #`"
        return "\(path) \(what), which begins a comment; put the value in quotes if the # belongs to it"
    }

    /// Notes that no step uses columns of a file of people.
    func warnOfColumns(_ columns: [String], in file: String) {
        let names =
            columns.count > 8
            ? "\(columns.count) of its columns"
            : "the \(columns.count == 1 ? "column" : "columns") \(Words.list(columns))"
        warnings.append(printable("\(file):1:1: no step uses \(names)"))
    }

    /// Notes what may be a mistake at a place.
    func warn(_ words: String, at place: SourceLocation) {
        guard let (line, column) = place.lineAndColumn else { return }
        let warning = printable("\(name(ofFileAt: place)):\(line):\(column): ") + words
        // An alias is read wherever it is used.
        if !warnings.contains(warning) { warnings.append(warning) }
    }

    /// Records a value that must never be written.
    func keepSecret(_ text: String) {
        if !text.isEmpty { secrets.insert(Secret(text)) }
    }

    /// All errors, ordered by location: the whole file, its lines, other files, the command line.
    var failure: ScenarioErrors {
        func rank(_ place: SourceLocation) -> (Int, Int, Int) {
            switch place {
            case .wholeFile: (0, 0, 0)
            case .file(let line, let column): (1, line, column)
            case .part(let number, let line, let column): (2 + number, line, column)
            case .option: (Int.max, 0, 0)
            }
        }
        let ordered = errors.enumerated().sorted { left, right in
            let (a, b) = (rank(left.element.place), rank(right.element.place))
            return a == b ? left.offset < right.offset : a < b
        }
        return ScenarioErrors(ordered.map(\.element))
    }

    /// Resolves a relative path from the folder of the file that names it, or from the current one if it came from the
    /// command line.
    func resolved(path: String, at place: SourceLocation) -> String {
        if path.hasPrefix("/") { return path }
        if case .option = place { return path }
        let file = if case .part(let number, _, _) = place { parts[number].file } else { file }
        guard let slash = file.lastIndex(of: "/") else { return path }
        return String(file[...slash]) + path
    }
}
