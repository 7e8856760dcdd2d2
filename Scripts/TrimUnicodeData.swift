// Writes the Unicode data that a release carries: that of Swift's libraries without what only other languages need. A
// third of the program would otherwise be the names of languages, regions and currencies in six hundred locales, tables
// of old character sets, and dictionaries for breaking Thai or Japanese lines, none of which Turnout reads.
//
// Usage: trim-unicode-data lib_FoundationICU.a OUT.o
//
// The archive holds ICU's data as one symbol, `icudt<version>_dat`, in an object of its own. OUT.o defines the same
// symbol; linked before the archive, it takes its place. ICU falls back to its root data for a locale that it does not
// find. Uses nm, ar, objcopy and as (binutils).
import Foundation

struct Failure: Error, CustomStringConvertible {
    var description: String
}

/// ICU's package of data: a header, a table of names and places in the order of the names, and the items.
struct DataPackage {
    struct Item {
        var name: String
        var bytes: Data
    }

    var header: Data
    var items: [Item]

    init(_ data: Data) throws {
        func number(at place: Int) throws -> Int {
            guard place >= 0, place + 4 <= data.count else { throw Failure(description: "ICU's data is cut short") }
            return (0..<4).reduce(0) { $0 | Int(data[place + $1]) << (8 * $1) }
        }
        guard data.count > 16, data[2...3].elementsEqual([0xDA, 0x27]), data[12...15].elementsEqual("CmnD".utf8) else {
            throw Failure(description: "ICU's data has another form than CmnD")
        }
        let start = Int(data[0]) | Int(data[1]) << 8
        header = data[..<start]
        let count = try number(at: start)
        let places = try (0..<count).map { start + (try number(at: start + 8 + 8 * $0)) } + [data.count]
        items = try (0..<count).map { index in
            let name = start + (try number(at: start + 4 + 8 * index))
            guard name < data.count, let end = data[name...].firstIndex(of: 0), places[index] <= places[index + 1],
                places[index + 1] <= data.count
            else { throw Failure(description: "the table of ICU's data is damaged") }
            return Item(
                name: String(decoding: data[name..<end], as: UTF8.self), bytes: data[places[index]..<places[index + 1]])
        }
    }

    var bytes: Data {
        var names = Data()
        var table = Data()
        var content = Data()
        func append(_ number: Int, to data: inout Data) {
            data.append(contentsOf: (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) })
        }
        let namesStart = 4 + 8 * items.count
        let length = items.reduce(0) { $0 + $1.name.utf8.count + 1 }
        // Items begin at multiples of 16, as ICU's own tool lays them out.
        let padding = (16 - (header.count + namesStart + length) % 16) % 16
        for item in items {
            append(namesStart + names.count, to: &table)
            append(namesStart + length + padding + content.count, to: &table)
            names.append(contentsOf: item.name.utf8)
            names.append(0)
            content.append(item.bytes)
            content.append(Data(count: (16 - content.count % 16) % 16))
        }
        var count = Data()
        append(items.count, to: &count)
        return header + count + table + names + Data(count: padding) + content
    }
}

@main
struct TrimUnicodeData {
    /// Whether an item stays: all that is not a locale's, and English.
    static func stays(_ name: String) -> Bool {
        // icudt76l/curr/de.res: the package's name, a branch, a file.
        let parts = name.split(separator: "/").dropFirst()
        guard let file = parts.last else { return true }
        let stem = String(file.prefix { $0 != "." })
        let kind = file.split(separator: ".").last ?? ""
        switch kind {
        case "cnv", "dict": return false
        case "res":
            if parts.first == "translit" { return false }
            // A locale begins with its language: two or three small letters, then perhaps `_US` or `_Latn`.
            let language = stem.prefix { $0 != "_" }
            let isLocale =
                (2...3).contains(language.count) && language.allSatisfy { $0.isASCII && $0.isLowercase }
            return !isLocale || ["en", "en_US", "en_US_POSIX", "en_001", "und"].contains(stem)
        default: return true
        }
    }

    static func run(_ words: [String]) throws -> Data {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = words
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure(description: "\(words[0]) failed") }
        return data
    }

    static func main() throws {
        let words = CommandLine.arguments
        guard words.count == 3 else { throw Failure(description: "usage: trim-unicode-data ARCHIVE OUT.o") }
        let (archive, out) = (words[1], words[2])
        let symbols = String(decoding: try run(["nm", "--print-file-name", "--defined-only", archive]), as: UTF8.self)
        guard let found = symbols.firstMatch(of: /:([^:\n]+):[0-9a-f]+ [RD] (icudt[0-9]+_dat)\n/) else {
            throw Failure(description: "\(archive) defines no icudt…_dat")
        }
        let (member, symbol) = (String(found.1), String(found.2))
        let files = (object: out + ".whole", data: out + ".dat", source: out + ".s")
        try run(["ar", "p", archive, member]).write(to: URL(filePath: files.object))
        _ = try run(["objcopy", "-O", "binary", "--only-section=.rodata", files.object, files.data])
        var package = try DataPackage(Data(contentsOf: URL(filePath: files.data)))
        let (size, count) = (package.bytes.count, package.items.count)
        package.items.removeAll { !stays($0.name) }
        let bytes = package.bytes
        print("Unicode data: \(package.items.count) of \(count) items, \(bytes.count) of \(size) bytes")
        try bytes.write(to: URL(filePath: files.data))
        try """
        .section .rodata
        .balign 16
        .globl \(symbol)
        .type \(symbol), @object
        \(symbol): .incbin "\(files.data)"
        .size \(symbol), . - \(symbol)
        .section .note.GNU-stack, "", @progbits

        """.write(toFile: files.source, atomically: true, encoding: .utf8)
        _ = try run(["as", "-o", out, files.source])
        for file in [files.object, files.data, files.source] { try FileManager.default.removeItem(atPath: file) }
    }
}
