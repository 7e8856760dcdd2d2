// Columns of people's files that nothing uses: a misspelt name, or a step that was forgotten.

extension Plan {
    /// The columns of each file of people that no step uses, by the file's name, in the order of the crowds.
    var unusedColumns: [(file: String, columns: [String])] {
        let certificate = [target.tls.client?.certificate, target.tls.client?.key, target.tls.client?.password]
        let common = certificate.compactMap { $0 }.flatMap(\.names)
        var files: [(file: String, columns: [String])] = []
        for crowd in crowds {
            guard let data = crowd.participants.data else { continue }
            let names = crowd.journey.flatMap(\.templates).flatMap(\.names) + common
            var used = Set(names.map { String($0.written.dropFirst("participant.".count)) })
            // Who somebody is goes to the platform without a text that says so.
            used.formUnion(["index", "name", "externalUserId", "role"])
            if crowd.participants.accounts == .create { used.formUnion(PeopleTable.credentials) }
            // Crowds may share a file.
            let place = files.firstIndex { $0.file == data.shownFile }
            let unused = (place.map { files[$0].columns } ?? data.table.columns).filter { !used.contains($0) }
            if let place { files[place].columns = unused } else { files.append((data.shownFile, unused)) }
        }
        return files.filter { !$0.columns.isEmpty }
    }
}
