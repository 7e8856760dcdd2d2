// Finds the file that was meant by a name of which there is none.
import Foundation

/// Suggests files.
package enum NearestFile {
    /// Endings that mean the same, and are easily mistaken for each other.
    private static let endings = [["yaml", "yml"], ["pem", "crt", "cer"]]
    /// How many files of a folder are looked at.
    private static let limit = 10_000

    /// The file of the same folder whose name is nearest to that of `path`: first one that differs in its ending only.
    package static func of(_ path: String) -> String? {
        let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
        let name = String(path[folder.endIndex...])
        guard !name.isEmpty,
            let names = try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : String(folder)),
            names.count <= limit
        else { return nil }
        let files = names.filter { isFile(folder + $0) }.sorted()
        if let other = otherEndings(of: name).first(where: files.contains) { return folder + other }
        // The endings are left out: in short names, two that are equal would hide that the rest is not.
        let stems = Dictionary(files.map { (stem($0), $0) }) { first, _ in first }
        return NearestName.of(stem(name), among: stems.keys.sorted()).flatMap { stems[$0] }.map { folder + $0 }
    }

    private static func stem(_ name: String) -> String {
        name.lastIndex(of: ".").flatMap { $0 > name.startIndex ? String(name[..<$0]) : nil } ?? name
    }

    /// The name with each ending that could have been meant.
    private static func otherEndings(of name: String) -> [String] {
        let stem = stem(name)
        guard stem != name else { return endings.joined().map { "\(name).\($0)" } }
        let ending = name.dropFirst(stem.count + 1).lowercased()
        let others = endings.first { $0.contains(ending) } ?? []
        return others.filter { $0 != ending }.map { "\(stem).\($0)" }
    }

    private static func isFile(_ path: String) -> Bool {
        var isDirectory: ObjCBool = false
        return unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && !isDirectory.boolValue
    }
}
