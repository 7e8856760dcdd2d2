// Files that a scenario names: they must exist when it is loaded.
import Foundation

extension LoadContext {
    /// A file as errors show it: a value from the environment appears as written in the scenario.
    func shownFile(_ node: WrittenNode, _ resolved: String) -> String {
        guard let plain = plainText(node, ""), plain.usesEnvironment else { return resolved }
        return plain.found
    }

    /// A file that must exist, as a path that can be opened.
    func existingFile(_ node: WrittenNode, _ path: String) -> String? {
        guard let name = identifier(node, path) else { return nil }
        let resolved = resolved(path: name, at: node.place)
        var isDirectory: ObjCBool = false
        guard unsafe FileManager.default.fileExists(atPath: resolved, isDirectory: &isDirectory),
            !isDirectory.boolValue
        else {
            let shown = shownFile(node, resolved)
            let nearest = shown == resolved ? NearestFile.of(resolved) : nil
            report(.fileNotThere(path: path, file: shown, nearest: nearest), at: node.place)
            return nil
        }
        return resolved
    }

    /// What `read` makes of the bytes of a file of data. Errors in the file point at its lines.
    func data<Value>(
        _ file: String, named node: WrittenNode, _ path: String, _ read: ([UInt8]) throws(DataFault) -> Value
    ) -> Value? {
        do throws(DataFault) {
            let bytes = try DataFile.read(file)
            digest.add(bytes)
            return try read(bytes)
        } catch {
            let shown = shownFile(node, file)
            if let line = error.line {
                report(error.mistake, at: dataPart(file, shown: shown).at(line: line, column: error.column))
            } else {
                report(.dataFile(path: path, file: shown, error.mistake), at: node.place)
            }
            return nil
        }
    }
}
