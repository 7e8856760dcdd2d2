// `include`: puts the content of other files where a scenario names them, before anything else is read from it.
import Foundation

/// Resolves the includes of a tree.
///
/// At the top, mappings are merged key by key, and the including file's values win; lists are replaced. As an item of a
/// list of steps, the steps of the file take the item's place. Paths are relative to the file that names them. Every
/// value keeps its own file and line, so that errors point there.
final class IncludeResolution {
    private let context: LoadContext
    /// The files that are being included, the innermost last, to find circles.
    private var open: [String]
    private var count = 0
    /// Whether every file could be included. What is missing would cause misleading errors.
    private(set) var isComplete = true

    /// How deep files may include each other.
    private static let depthLimit = 16
    /// How many files a scenario may include.
    private static let fileLimit = 200
    private static let key = "include"

    init(context: LoadContext) {
        self.context = context
        open = [IncludeResolution.identity(of: context.file)]
    }

    /// The tree with the content of every file in its place.
    func resolve(_ tree: WrittenNode) -> WrittenNode {
        var tree = merged(tree)
        guard case .mapping(var entries) = tree.content else { return tree }
        for index in entries.indices {
            switch entries[index].key {
            case "journey", "setup", "teardown": entries[index].value = steps(in: entries[index].value)
            case "crowds":
                guard case .mapping(var crowds) = entries[index].value.content else { continue }
                for crowd in crowds.indices {
                    guard case .mapping(var parts) = crowds[crowd].value.content else { continue }
                    for part in parts.indices where parts[part].key == "journey" {
                        parts[part].value = steps(in: parts[part].value)
                    }
                    crowds[crowd].value.content = .mapping(parts)
                }
                entries[index].value.content = .mapping(crowds)
            default: continue
            }
        }
        tree.content = .mapping(entries)
        return tree
    }

    // MARK: At the top

    /// The mapping with everything that it does not say itself from the files that it includes. Of two of these the later
    /// one wins.
    private func merged(_ tree: WrittenNode) -> WrittenNode {
        guard case .mapping(var entries) = tree.content,
            let index = entries.firstIndex(where: { $0.key == IncludeResolution.key })
        else { return tree }
        let include = entries.remove(at: index).value
        var result = WrittenNode(place: tree.place, content: .mapping([]))
        for file in files(include) {
            guard let part = part(file) else { continue }
            guard case .mapping = part.tree.content else {
                refuse(
                    .includedKind(found: part.tree.kind, expected: "a mapping, such as target: { … }"),
                    at: part.tree.place)
                continue
            }
            within(part) { result = IncludeResolution.merge(result, under: merged(part.tree)) }
        }
        let own = WrittenNode(place: tree.place, content: .mapping(entries))
        return IncludeResolution.merge(result, under: own)
    }

    /// What `node` says, and for the rest what `base` says.
    private static func merge(_ base: WrittenNode, under node: WrittenNode) -> WrittenNode {
        guard case .mapping(let inherited) = base.content, case .mapping(var entries) = node.content else {
            return node.isNull ? base : node
        }
        for entry in inherited {
            if let index = entries.firstIndex(where: { $0.key == entry.key }) {
                entries[index].value = merge(entry.value, under: entries[index].value)
            } else {
                entries.append(entry)
            }
        }
        return WrittenNode(place: node.place, content: .mapping(entries))
    }

    // MARK: Among steps

    /// The list with the steps of the files that its items name.
    private func steps(in node: WrittenNode) -> WrittenNode {
        guard case .sequence(let items) = node.content else { return node }
        var steps: [WrittenNode] = []
        for item in items {
            guard case .mapping(let entries) = item.content,
                let include = entries.first(where: { $0.key == IncludeResolution.key })
            else {
                steps.append(item)
                continue
            }
            if let other = entries.first(where: { $0.key != IncludeResolution.key }) {
                refuse(.includeWithOption(other.key), at: other.place)
            }
            for file in files(include.value) {
                guard let part = part(file) else { continue }
                guard case .sequence = part.tree.content else {
                    refuse(
                        .includedKind(found: part.tree.kind, expected: "a list of steps, such as - token:"),
                        at: part.tree.place)
                    continue
                }
                within(part) {
                    guard case .sequence(let own) = self.steps(in: part.tree).content else { return }
                    steps += own
                }
            }
        }
        return WrittenNode(place: node.place, content: .sequence(steps))
    }

    // MARK: Files

    /// An included file.
    private struct Part {
        var identity: String
        var tree: WrittenNode
    }

    private func files(_ node: WrittenNode) -> [(path: String, node: WrittenNode)] {
        if node.isNull {
            refuse(.emptyText(path: IncludeResolution.key), at: node.place)
            return []
        }
        return context.list(node).compactMap { item in
            guard let file = context.existingFile(item, IncludeResolution.key) else {
                isComplete = false
                return nil
            }
            return (file, item)
        }
    }

    private func part(_ file: (path: String, node: WrittenNode)) -> Part? {
        let identity = IncludeResolution.identity(of: file.path)
        guard !open.contains(identity) else {
            return refuse(.includeCircle(context.shownFile(file.node, file.path)), at: file.node.place)
        }
        count += 1
        guard count <= IncludeResolution.fileLimit, open.count <= IncludeResolution.depthLimit else {
            return refuse(
                .tooManyIncludes(files: IncludeResolution.fileLimit, deep: IncludeResolution.depthLimit),
                at: file.node.place)
        }
        let shown = context.shownFile(file.node, file.path)
        let text: String
        do throws(ScenarioError) {
            text = try SourceFile.read(file.path)
        } catch {
            if let (line, column) = error.place.lineAndColumn {
                return refuse(
                    error.mistake, at: context.addPart(file.path, shown: shown).at(line: line, column: column))
            }
            return refuse(.dataFile(path: IncludeResolution.key, file: shown, error.mistake), at: file.node.place)
        }
        let source = SourceText(text)
        let start = context.addPart(file.path, shown: shown, source: source)
        let before = context.errors.count
        let tree = YAMLTree.compose(source, at: start, reportingTo: context)
        guard let tree, context.errors.count == before else {
            isComplete = false
            return nil
        }
        return Part(identity: identity, tree: tree)
    }

    /// Calls a function while the file counts as open.
    private func within(_ part: Part, _ body: () -> Void) {
        open.append(part.identity)
        body()
        open.removeLast()
    }

    @discardableResult
    private func refuse(_ mistake: Mistake, at place: SourceLocation) -> Part? {
        context.report(mistake, at: place)
        isComplete = false
        return nil
    }

    /// What tells whether two paths are the same file.
    private static func identity(of path: String) -> String {
        URL(fileURLWithPath: path).resolvingSymlinksInPath().standardizedFileURL.path
    }
}
