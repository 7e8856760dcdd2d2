// `target.tls.client`: a certificate for everybody, or one for each participant. It is read after the crowds, since its
// files may depend on who comes.
import Foundation

/// Reads client certificates and their files.
struct ClientCertificateSection {
    let context: LoadContext
    let crowds: [CrowdSection.Reading]

    private static let path = "target.tls.client"
    /// The most bytes of a file.
    private static let limit = 1024 * 1024
    /// How many files an error names.
    private static let named = 3

    /// Reads the section.
    func read(_ node: WrittenNode) -> ClientCertificatePlan? {
        let path = ClientCertificateSection.path
        guard let reader = MappingReader(node, Vocabulary.clientCertificate, path: path, in: context) else {
            return nil
        }
        let before = context.names
        context.names.columns = commonColumns
        defer { context.names = before }
        let certificate = reader.required("cert", example: "cert: client.pem", in: context)
        let password = reader["key-password"].flatMap {
            context.template($0, reader.path("key-password"), isSecret: true)
        }
        if let node = reader["key-password"] { context.warnIfWrittenOut(node, reader.path("key-password")) }
        let files = certificate.flatMap { file($0, reader.path("cert")) }
        let key = reader["key"].flatMap { file($0, reader.path("key")) }
        guard let certificate, let files, reader["key"] == nil || key != nil,
            reader["key-password"] == nil || password != nil
        else { return nil }
        var plan = ClientCertificatePlan(certificate: files, key: key, password: password)
        guard let people = people(naming: [files, key, password].compactMap { $0 }, certificate) else { return nil }
        load(plan.certificate, for: people, certificate, reader.path("cert"), holds: "CERTIFICATE", into: &plan)
        if let key = plan.key, let node = reader["key"] {
            load(key, for: people, node, reader.path("key"), holds: "PRIVATE KEY", into: &plan)
        } else {
            require("PRIVATE KEY", in: plan.files.keys.sorted(), of: plan, certificate, reader.path("cert"))
        }
        return plan
    }

    /// The columns that all crowds have.
    private var commonColumns: Set<String> {
        let columns = crowds.map { Set($0.participants?.data?.table.columns ?? []) }
        return columns.dropFirst().reduce(columns.first ?? []) { $0.intersection($1) }
    }

    /// The name of a file, from the folder of the scenario.
    private func file(_ node: WrittenNode, _ path: String) -> Template? {
        guard var template = context.template(node, path) else { return nil }
        if let name = template.names.first(where: { !$0.isPersonal }) {
            context.report(.nameNotPersonal(name.written, path: path), at: node.place)
            return nil
        }
        guard !template.segments.isEmpty else {
            context.report(.emptyText(path: path), at: node.place)
            return nil
        }
        // A path that begins with a participant's name is relative too.
        let start: String =
            switch template.segments.first {
            case .literal(let text)?: text
            case .secret(let secret)?: secret.revealed
            case .name?, nil: ""
            }
        let folder = context.resolved(path: "x", at: node.place).dropLast()
        if !start.hasPrefix("/"), !folder.isEmpty { template.segments.insert(.literal(String(folder)), at: 0) }
        return template
    }

    // MARK: People

    /// Everybody whose files are needed: one person if they are the same for all. Nil after an error.
    private func people(naming templates: [Template], _ node: WrittenNode) -> [(Person, columns: [String])]? {
        let names = Set(templates.flatMap(\.names))
        guard !names.isEmpty else { return [(Person(generated: 0, isModerator: true), [])] }
        let needsOnlyRows = names.allSatisfy { name in
            switch name {
            case .column: true
            case .participantIndex, .participantName, .participantEmail, .participantPassword,
                .participantExternalUserID, .participantRole:
                crowds.allSatisfy { crowd in
                    let own = name.written.dropFirst("participant.".count)
                    return crowd.participants?.data?.table.columns.contains(String(own)) == true
                }
            case .runID, .targetAPI, .targetWeb, .site, .spaceID, .roomID, .roomAlias, .hostToken, .value: false
            }
        }
        let plans = crowds.compactMap(\.crowd)
        guard plans.count == crowds.count else { return [] }
        let plan = Plan(name: "", source: "", target: .nowhere, platform: nil, crowds: plans)
        var people: [(Person, columns: [String])] = []
        for (index, crowd) in plans.enumerated() {
            let columns = crowd.columns
            if needsOnlyRows, let data = crowd.participants.data {
                let rows = ParticipantData(table: data.table, order: .unique, file: data.file)
                var each = crowd
                each.participants.data = rows
                people += (0..<data.table.count).compactMap { place in
                    each.person(at: place, number: 1, seed: 0).map { ($0, columns) }
                }
                continue
            }
            guard let expected = crowd.expected else {
                context.report(.filesOfUnknownSize(arrival: crowd.arrival.word), at: node.place)
                return nil
            }
            if crowd.participants.data?.order == .random {
                context.report(.filesOfRandomRows, at: node.place)
                return nil
            }
            let numbers = plan.numbers(ofCrowd: index)
            people += (0..<expected).compactMap { place in
                crowd.person(at: place, number: numbers[place], seed: 0).map { ($0, columns) }
            }
        }
        return people
    }

    // MARK: Files

    /// Reads every file that the template names. What is missing is reported once, by the first few names.
    private func load(
        _ template: Template, for people: [(Person, columns: [String])], _ node: WrittenNode, _ path: String,
        holds label: String, into plan: inout ClientCertificatePlan
    ) {
        var missing: [String] = []
        var names: Set<String> = []
        for (person, columns) in people {
            guard let name = template.text(for: person, columns: columns), names.insert(name).inserted else { continue }
            plan.files[name] = plan.files[name] ?? ClientCertificateSection.content(of: name)
            if plan.files[name] == nil { missing.append(name) }
        }
        if !missing.isEmpty {
            context.report(
                .filesMissing(path: path, list(missing, template, node), count: missing.count), at: node.place)
        }
        require(label, in: names.sorted(), of: plan, node, path)
        // The host, who is number 0, may have one of its own.
        if let name = template.text(for: Person(generated: 0, isModerator: true), columns: []), plan.files[name] == nil
        {
            plan.files[name] = ClientCertificateSection.content(of: name)
        }
    }

    /// Reports files without a certificate or key in PEM form.
    private func require(
        _ label: String, in names: [String], of plan: ClientCertificatePlan, _ node: WrittenNode, _ path: String
    ) {
        let end = Array("\(label)-----".utf8)
        let wrong = names.filter { name in
            guard let content = plan.files[name] else { return false }
            return content.firstRange(of: Array("-----BEGIN ".utf8)) == nil || content.firstRange(of: end) == nil
        }
        guard !wrong.isEmpty else { return }
        context.report(
            .filesWithout(
                path: path, list(wrong, path.hasSuffix(".key") ? plan.key ?? plan.certificate : plan.certificate, node),
                count: wrong.count, label: label), at: node.place)
    }

    /// The first few names as errors show them.
    private func list(_ names: [String], _ template: Template, _ node: WrittenNode) -> [String] {
        if template.isSecret { return [node.scalar ?? template.written] }
        if names.count == 1 { return [context.shownFile(node, names[0])] }
        return Array(names.prefix(ClientCertificateSection.named))
    }

    private static func content(of file: String) -> [UInt8]? {
        guard let handle = FileHandle(forReadingAtPath: file) else { return nil }
        defer { try? handle.close() }
        guard let data = try? handle.read(upToCount: limit + 1), data.count <= limit else { return nil }
        return Array(data)
    }
}
