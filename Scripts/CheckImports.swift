// Checks every `import` in Sources/ against the manifest: a target may import its own declared dependencies and the
// toolchain's modules, and nothing that merely happens to be built before it. The compiler does not enforce this.
//
// Usage: swift package dump-package | check-imports Sources
import Foundation

struct Manifest: Decodable {
    struct Target: Decodable {
        struct Dependency: Decodable {
            /// `["Measuring", null]` for one of our targets, `["Yams", "Yams", null, null]` for a product.
            var byName: [String?]?
            var product: [String?]?
            var target: [String?]?

            enum CodingKeys: CodingKey { case byName, product, target }

            init(from decoder: any Decoder) throws {
                let container = try decoder.container(keyedBy: CodingKeys.self)
                func names(_ key: CodingKeys) -> [String?]? {
                    guard var list = try? container.nestedUnkeyedContainer(forKey: key) else { return nil }
                    return [try? list.decode(String.self)]
                }
                byName = names(.byName)
                product = names(.product)
                target = names(.target)
            }

            var name: String? { (byName ?? product ?? target)?.first ?? nil }
        }

        var name: String
        var type: String
        var path: String?
        var dependencies: [Dependency]
    }

    var targets: [Target]
}

@main
struct CheckImports {
    /// Modules that come with the toolchain or the system.
    static let always: Set<String> = [
        "Swift", "Foundation", "FoundationEssentials", "Glibc", "Synchronization", "Dispatch",
    ]
    /// Modules that a product has in addition to the one with its own name.
    static let alongside: [String: Set<String>] = [
        "Hummingbird": ["HummingbirdCore", "HTTPTypes", "NIOCore", "NIOPosix", "NIOHTTPTypes", "ServiceLifecycle"],
        "GRDB": ["SQLite3", "GRDBSQLite"],
    ]

    static func main() throws {
        let root = CommandLine.arguments.dropFirst().first ?? "Sources"
        let manifest = try JSONDecoder().decode(Manifest.self, from: FileHandle.standardInput.readDataToEndOfFile())
        var complaints: [String] = []
        for target in manifest.targets where target.type != "test" && target.path == nil {
            var allowed = always
            for name in target.dependencies.compactMap(\.name) {
                allowed.insert(name)
                allowed.formUnion(alongside[name] ?? [])
            }
            complaints += try check(folder: "\(root)/\(target.name)", allowed: allowed)
        }
        complaints.forEach { print($0) }
        exit(complaints.isEmpty ? 0 : 1)
    }

    static func check(folder: String, allowed: Set<String>) throws -> [String] {
        let files = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        return try files.filter { $0.hasSuffix(".swift") }.sorted().flatMap { file in
            let lines = try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
                .split(separator: "\n", omittingEmptySubsequences: false)
            return lines.enumerated().compactMap { number, line -> String? in
                guard let module = importedModule(String(line)), !allowed.contains(module) else { return nil }
                return
                    "\(folder)/\(file):\(number + 1): imports \(module), which its target does not declare in Package.swift"
            }
        }
    }

    static func importedModule(_ line: String) -> String? {
        var words = line.split(separator: " ").map(String.init)
        while let first = words.first, first != "import" {
            guard first.hasPrefix("@") || ["public", "internal", "package", "private", "fileprivate"].contains(first)
            else { return nil }
            words.removeFirst()
        }
        words.removeFirst(min(1, words.count))
        if let kind = words.first,
            ["struct", "class", "enum", "func", "protocol", "typealias", "let", "var"].contains(kind)
        {
            words.removeFirst()
        }
        return words.first.map { String($0.prefix { $0 != "." && $0 != ";" }) }
    }
}
