// What `turnout prepare` writes and `turnout run --prepared` and `turnout teardown` read.
package import Driver
import FoundationEssentials
import Glibc
package import Measuring

/// A setup that was carried out once, for any number of processes. It holds secrets: the host's token and cookies, what setup
/// extracted, and the options with which it was called.
package struct PreparedFile: Sendable {
    /// What the processes of the run must know.
    package var setup: SharedSetup
    /// The cookies of the host, as lines of the Netscape format.
    package var cookies: [String]
    /// The words of the command that wrote it, without its verb: teardown loads the same scenario with the same options.
    package var words: [String]
    /// The folder in which they were given.
    package var folder: String

    /// Collects what is written.
    package init(setup: SharedSetup, cookies: [String], words: [String], folder: String) {
        self.setup = setup
        self.cookies = cookies
        self.words = words
        self.folder = folder
    }

    /// What setup has provided.
    package var provision: Provision { Provision(room: setup.room, cookies: cookies) }

    /// Writes the file, readable by its owner only. It appears as a whole.
    /// - Throws: why it cannot be written; also if there is one already.
    package func write(to path: String) throws(Problem) {
        let stored = Stored(
            schema: PreparedFile.schema, setup: StoredSetup(setup), cookies: cookies, words: words, folder: folder)
        do throws(SystemCallError) {
            try SecretFile.write(StoredJSON.text(stored) ?? "", to: path)
        } catch {
            throw Problem("cannot write '\(path)': \(SystemError.words(error.number))")
        }
    }

    /// Reads the file. What is in it is never repeated.
    /// - Throws: why it cannot be read; exit code 64.
    package init(at path: String) throws(Problem) {
        let data: Data
        do {
            data = try Data(contentsOf: URL(filePath: path))
        } catch {
            let reason = unsafe access(path, R_OK) == 0 ? "it is no file" : SystemError.words(errno)
            throw Problem(
                "cannot read '\(path)': \(reason)", remedy: "Name the file that `turnout prepare` has written.",
                kind: .usage)
        }
        guard let note = try? JSONDecoder().decode(Note.self, from: data), note.schema.hasPrefix(PreparedFile.kind)
        else {
            throw Problem(
                "'\(path)' is no file of `turnout prepare`", remedy: "Name the file that it has written.", kind: .usage)
        }
        guard note.schema == PreparedFile.schema, let stored = try? JSONDecoder().decode(Stored.self, from: data) else {
            throw Problem(
                "'\(path)' is from another version of Turnout, or damaged",
                remedy: "Prepare again, with the version that runs the shards.", kind: .usage)
        }
        self.init(
            setup: stored.setup.setup, cookies: stored.cookies, words: stored.words, folder: stored.folder)
    }

    private static let kind = "turnout.prepared/"
    private static let schema = kind + "1"

    private struct Note: Codable {
        var schema: String
    }

    private struct Stored: Codable {
        var schema: String
        var setup: StoredSetup
        var cookies: [String]
        var words: [String]
        var folder: String
    }
}
