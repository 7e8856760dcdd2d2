// Participants from a file, and who each participant is.
import Measuring
import PlatformContract

/// Where participants' own data come from.
package struct ParticipantData: Hashable, Sendable {
    /// Which row a participant gets.
    package enum Order: String, CaseIterable, Hashable, Sendable {
        /// Each the next one, and none twice.
        case unique
        /// Each the next one; after the last the first again.
        case sequential
        /// Each a random one.
        case random
    }

    /// The rows.
    package var table: PeopleTable
    /// Which row a participant gets.
    package var order: Order
    /// The file, as a path that can be opened.
    package var file: String
    /// The file as errors name it.
    package var shownFile: String
    /// The row of the crowd's first participant, in the order of rows. With `unique` those before it belong to other crowds.
    package var firstRow = 0

    /// Creates data.
    package init(table: PeopleTable, order: Order, file: String, shownFile: String? = nil) {
        self.table = table
        self.order = order
        self.file = file
        self.shownFile = shownFile ?? file
    }

    /// The row of the participant at this position in its crowd, from 0, with this number; nil if there is none left.
    func row(at place: Int, number: Int32, seed: UInt64) -> Int? {
        switch order {
        case .unique: firstRow + place < table.count ? firstRow + place : nil
        case .sequential: (firstRow + place) % table.count
        case .random:
            // Independent of the participant's other random choices.
            Int(
                SplitMix64.mixed(seed ^ 0xDA7A ^ SplitMix64.mixed(UInt64(UInt32(bitPattern: number))))
                    % UInt64(table.count))
        }
    }
}

/// Who a participant is: generated, or as its row says.
package struct Person: Hashable, Sendable {
    /// Its number in the run, from 1; 0 is the host.
    package var number: Int32
    /// `${participant.index}`: its number, unless a column says otherwise.
    package var index: String
    /// The display name.
    package var name: String
    /// The e-mail.
    package var email: String
    /// The password.
    package var password: Secret
    /// The integrator's own id for the person.
    package var externalUserID: String
    /// `user` or `moderator`.
    package var role: String
    /// The values of the data's columns, in their order; empty without data.
    package var columns: [String] = []

    /// The generated person with this number.
    package init(generated number: Int32, isModerator: Bool) {
        let generated = GeneratedIdentity(index: Int(number))
        self.number = number
        index = String(number)
        name = generated.name
        email = generated.email
        password = Secret(generated.password)
        externalUserID = generated.externalUserID
        role = (isModerator ? Role.moderator : Role.user).rawValue
    }

    /// Takes what a row says.
    fileprivate mutating func take(_ row: [String], columns names: [String]) {
        columns = row
        for (name, value) in zip(names, row) {
            switch name {
            case "index": index = value
            case "name": self.name = value
            case "email": email = value
            case "password": password = Secret(value)
            case "externalUserId": externalUserID = value
            case "role": role = value
            default: break
            }
        }
    }
}

extension CrowdPlan {
    /// The names of the columns of its data; empty without data.
    package var columns: [String] { participants.data?.table.columns ?? [] }

    /// The participant at this position in the crowd, from 0, with this number; nil if the data has no row left for it.
    package func person(at place: Int, number: Int32, seed: UInt64) -> Person? {
        var person = Person(generated: number, isModerator: place < participants.moderators)
        guard let data = participants.data else { return person }
        guard let row = data.row(at: place, number: number, seed: seed) else { return nil }
        person.take(data.table.row(row), columns: data.table.columns)
        return person
    }
}

extension Template {
    /// The text for a person; nil if it contains a name that is not the person's and has no default. `columns` are the
    /// names of those of the person's data.
    package func text(for person: Person, columns: [String]) -> String? {
        var text = ""
        for segment in segments {
            switch segment {
            case .literal(let literal): text += literal
            case .secret(let secret): text += secret.revealed
            case .name(let name, let fallback):
                guard let value = person.value(of: name, columns), !value.isEmpty || fallback == nil else {
                    guard let fallback else { return nil }
                    text += fallback
                    continue
                }
                text += value
            }
        }
        return text
    }
}

extension Person {
    /// The value of one of the person's own names.
    package func value(of name: Template.Name, _ columns: [String]) -> String? {
        switch name {
        case .participantIndex: index
        case .participantName: self.name
        case .participantEmail: email
        case .participantPassword: password.revealed
        case .participantExternalUserID: externalUserID
        case .participantRole: role
        case .column(let column):
            columns.firstIndex(of: column).flatMap { self.columns.indices.contains($0) ? self.columns[$0] : nil }
        case .runID, .targetAPI, .targetWeb, .site, .spaceID, .roomID, .roomAlias, .hostToken, .value: nil
        }
    }
}
