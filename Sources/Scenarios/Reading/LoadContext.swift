// What the readers of one load share: the text, the environment, and the errors so far.
import PlatformContract

/// The state of one load. Errors are collected instead of thrown, so that all of them are shown.
final class LoadContext {
    /// The text.
    let source: SourceText
    /// The file as the user wrote it.
    let file: String
    /// Values of `${env.*}`.
    let environment: [String: String]
    /// The errors so far, in the order they were found.
    private(set) var errors: [ScenarioError] = []
    private var seen: Set<ScenarioError> = []
    private lazy var veil = SecretMask(source)
    /// What the author should know although it is not an error, one line each with its location.
    private(set) var warnings: [String] = []
    /// Every secret value found so far.
    private(set) var secrets: Set<Secret> = []

    init(source: SourceText, file: String, environment: [String: String]) {
        self.source = source
        self.file = file
        self.environment = environment
    }

    /// Records an error.
    func report(_ mistake: Mistake, at place: SourceLocation) {
        var error = ScenarioError(file: file, place: place, mistake: mistake)
        if case .file(let line, let column) = place {
            let clamped = source.clamped(line: line, column: column)
            error.place = .file(line: clamped.line, column: clamped.column)
            error.excerpt = veil.excerpt(line: clamped.line, column: clamped.column)
        }
        // An alias is read wherever it is used, but its errors are shown once.
        if seen.insert(error).inserted { errors.append(error) }
    }

    /// Warns that a secret is written out in the scenario, unless it is one of the stand-in's well-known ones.
    func warnOfSecret(_ text: String, _ path: String, at place: SourceLocation) {
        let known = [DefaultAccount.clientID, DefaultAccount.clientSecret, DefaultAccount.hostPassword]
        guard case .file(let line, let column) = place, !text.isEmpty, !known.contains(text) else { return }
        warn(
            "\(path) is written in the scenario; put it in the environment or an --env-file and write ${env.NAME} here",
            line: line, column: column)
    }

    /// Notes that a text may have lost its end to a comment.
    func warnOfComment(behind node: WrittenNode, _ path: String) {
        guard case .scalar(let text, .plain) = node.content, case .file(let line, let column) = node.place,
            let comment = source.commentJoined(to: text, line: line, column: column)
        else { return }
        warn(LoadContext.commentWarning(path, isEmpty: false), line: comment.line, column: comment.column)
    }

    /// The warning of a value that may have lost its end, or all of itself, to a comment.
    static func commentWarning(_ path: String, isEmpty: Bool) -> String {
        let what = isEmpty ? "is empty before `#`" : "ends before ` #`"
        return "\(path) \(what), which begins a comment; put the value in quotes if the # belongs to it"
    }

    private func warn(_ words: String, line: Int, column: Int) {
        let warning = printable("\(file):\(line):\(column): ") + words
        // An alias is read wherever it is used.
        if !warnings.contains(warning) { warnings.append(warning) }
    }

    /// Records a value that must never be written.
    func keepSecret(_ text: String) {
        if !text.isEmpty { secrets.insert(Secret(text)) }
    }

    /// All errors, ordered by location: the whole file, its lines, the command line.
    var failure: ScenarioErrors {
        func rank(_ place: SourceLocation) -> (Int, Int, Int) {
            switch place {
            case .wholeFile: (0, 0, 0)
            case .file(let line, let column): (1, line, column)
            case .option: (2, 0, 0)
            }
        }
        let ordered = errors.enumerated().sorted { left, right in
            let (a, b) = (rank(left.element.place), rank(right.element.place))
            return a == b ? left.offset < right.offset : a < b
        }
        return ScenarioErrors(ordered.map(\.element))
    }

    /// Resolves a relative path from the scenario's folder, or from the current one if it came from the command line.
    func resolved(path: String, at place: SourceLocation) -> String {
        if path.hasPrefix("/") { return path }
        if case .option = place { return path }
        guard let slash = file.lastIndex(of: "/") else { return path }
        return String(file[...slash]) + path
    }
}
