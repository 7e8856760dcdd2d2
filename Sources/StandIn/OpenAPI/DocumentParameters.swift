// The parameters of the document's operations.

import PlatformContract

extension OpenAPIDocument.Parameter {
    /// A field of the query.
    static func query(
        _ name: String, _ schema: Schema, _ summary: String, isRequired: Bool = false, example: String? = nil
    ) -> Self {
        Self(
            name: name, in: .query, required: isRequired, description: summary, schema: schema, example: example)
    }
}

extension DocumentExamples {
    /// The parameters in a call's path, in order: an alias in links, ids everywhere else.
    func pathParameters(of call: PlatformCall) -> [OpenAPIDocument.Parameter] {
        call.parameterNames.map { name in
            let isAlias = name == Field.alias
            let noun = name.hasSuffix("Id") ? String(name.dropLast(2)) : name
            return OpenAPIDocument.Parameter(
                name: name, in: .path, required: true,
                description: isAlias ? "The room's alias." : "The \(noun)'s id, never an alias.",
                schema: isAlias ? .alias : .id, example: example(of: name))
        }
    }

    private func example(of name: String) -> String? {
        switch name {
        case "spaceId": space
        case Field.roomID: room
        case Field.alias: alias
        case Field.participantID: participant
        case "inviteId": invite
        case "recordId": record
        default: nil
        }
    }
}

extension PlatformCall {
    /// The names in braces of the path.
    var parameterNames: [String] {
        template.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
    }
}
