// `participants.data`: people from a file.

/// Reads where participants' data come from.
struct DataSection {
    let context: LoadContext

    /// Reads the file and its columns.
    func read(_ node: WrittenNode, _ path: String) -> ParticipantData? {
        guard let reader = MappingReader(node, Vocabulary.data, path: path, in: context) else { return nil }
        let order = reader["order"].flatMap {
            context.word($0, reader.path("order"), as: ParticipantData.Order.self)
        }
        guard let named = reader.required("csv", example: "csv: people.csv", in: context),
            let file = context.existingFile(named, reader.path("csv")),
            let table = table(file, named, reader.path("csv"))
        else { return nil }
        return ParticipantData(
            table: table, order: order ?? .unique, file: file, shownFile: context.shownFile(named, file))
    }

    private func table(_ file: String, _ node: WrittenNode, _ path: String) -> PeopleTable? {
        do throws(PeopleTable.Faults) {
            let bytes: [UInt8]
            do throws(DataFault) {
                bytes = try DataFile.read(file)
            } catch {
                throw PeopleTable.Faults(faults: [error])
            }
            context.digest.add(bytes)
            return try PeopleTable(bytes)
        } catch {
            let shown = context.shownFile(node, file)
            let part = context.dataPart(file, shown: shown)
            for fault in error.faults {
                if let line = fault.line {
                    context.report(fault.mistake, at: part.at(line: line, column: fault.column))
                } else {
                    context.report(.dataFile(path: path, file: shown, fault.mistake), at: node.place)
                }
            }
            return nil
        }
    }
}
