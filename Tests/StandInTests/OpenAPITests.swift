// The document compared with the responses.

import Foundation
import PlatformContract
import Testing

@testable import StandIn

/// The machine-readable contract: it must not drift from the contract, nor from the service.
@Suite struct OpenAPITests {
    private let examples = DocumentExamples(seed: StandInConfiguration().seed)
    private let check: SchemaCheck

    init() throws {
        check = try SchemaCheck(OpenAPIDocument(examples).encoded())
    }

    @Test(arguments: BodySample.all)
    func `a body fits its schema, with all optional fields and with none`(sample: BodySample) throws {
        #expect(try check.faults(of: sample.full, as: sample.type.schemaName) == [])
        #expect(try check.faults(of: sample.bare, as: sample.type.schemaName) == [])
    }

    @Test(arguments: BodySample.all)
    func `a schema's fields are those of the type, and the optional ones may be left out`(sample: BodySample) throws {
        let schema = check.schemas[sample.type.schemaName] ?? [:]
        let properties = schema["properties"] as? [String: Any] ?? [:]
        #expect(Set(properties.keys) == (try Self.fields(of: sample.full)))
        let required = Set(schema["required"] as? [String] ?? [])
        #expect(required == (try Self.fields(of: sample.bare)))
    }

    private static func fields(of body: any Encodable) throws -> Set<String> {
        let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(body)) as? [String: Any]
        return Set(try #require(object).keys)
    }

    @Test func `every body of the contract has a schema, and every schema a sample`() throws {
        #expect(
            Set(DescribedBodies.all.map { $0.schemaName }) == Set(BodySample.all.map { $0.type.schemaName }))
        let described = Set(DescribedBodies.all.map { "\($0)" }).union(["ListAnswer"])
        for name in try Self.bodyTypes() { #expect(described.contains(name), "\(name) has no schema") }
    }

    /// The names of all structures in the contract's sources of bodies.
    private static func bodyTypes() throws -> [String] {
        let sources = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Sources/PlatformContract")
        let bodies = try FileManager.default.contentsOfDirectory(
            at: sources.appending(path: "Bodies"), includingPropertiesForKeys: nil)
        let files = bodies + ["PlatformErrors.swift", "Truth.swift"].map { sources.appending(path: $0) }
        let names = try files.flatMap { file in
            try String(contentsOf: file, encoding: .utf8).matches(of: /package struct (\w+)/).map { "\($0.output.1)" }
        }
        try #require(names.count > 20)
        return names
    }

    @Test func `the document lists the contract's calls and the truth, and nothing else`() throws {
        let paths = try #require(check.document["paths"] as? [String: [String: Any]])
        let listed = Set(paths.flatMap { path, operations in operations.keys.map { "\($0) \(path)" } })
        let calls = PlatformCall.allCases.map { "\($0.method.lowercased()) \($0.template)" }
        #expect(listed == Set(calls + ["get \(Truth.path)", "delete \(Truth.path)"]))
    }

    @Test func `operations have names of their own, and groups that the document explains`() throws {
        let operations = try operations()
        #expect(Set(operations.keys).count == PlatformCall.allCases.count + 2)
        let tags = try #require(check.document["tags"] as? [[String: String]]).compactMap { $0["name"] }
        #expect(Set(operations.values.flatMap { $0["tags"] as? [String] ?? [] }) == Set(tags))
    }

    /// Operations by their names.
    private func operations() throws -> [String: [String: Any]] {
        let paths = try #require(check.document["paths"] as? [String: [String: [String: Any]]])
        return Dictionary(
            uniqueKeysWithValues: paths.values.flatMap(\.values).compactMap { operation in
                (operation["operationId"] as? String).map { ($0, operation) }
            })
    }

    @Test(arguments: DocumentLink.all)
    func `a link uses what its call has and fills what its target takes`(link: DocumentLink) throws {
        let from = link.from.description(examples)
        let to = link.to.description(examples)
        let taken = Set(link.to.parameterNames + to.query.map(\.name))
        #expect(Set(link.parameters.keys).isSubset(of: taken))
        #expect(Set(link.to.parameterNames).isSubset(of: link.parameters.keys))
        for expression in link.parameters.values {
            if let name = expression.wholeMatch(of: /\$request\.path\.(\w+)/)?.output.1 {
                #expect(link.from.parameterNames.contains("\(name)"))
            } else {
                #expect(try has(expression, description: from), "\(expression)")
            }
        }
        for (field, expression) in link.body ?? [:] {
            #expect(try has("$request.body#/\(field)", description: to))
            #expect(try has(expression, description: from), "\(expression)")
        }
    }

    /// Whether what an expression refers to is a field of the call's body or response.
    private func has(_ expression: String, description: CallDescription) throws -> Bool {
        let match = try #require(expression.wholeMatch(of: /\$(request|response)\.body#\/(?:(items)\/0\/)?(\w+)/))
        var name: String?
        if match.output.1 == "request" {
            name = description.request?.body.schemaName
        } else if case .body(let body) = description.success {
            name = match.output.2 == nil ? body.schemaName : String(body.schemaName.dropLast("List".count))
        }
        let properties = name.flatMap { check.schemas[$0]?["properties"] } as? [String: Any]
        return properties?["\(match.output.3)"] != nil
    }

    @Test(arguments: PlatformCall.allCases)
    func `a call's example fits the schema of its body`(call: PlatformCall) throws {
        guard let request = call.description(examples).request else { return }
        #expect(try check.faults(of: request.example, as: request.body.schemaName) == [])
    }

    @Test func `no two links of a call lead to the same target`() {
        let ways = DocumentLink.all.map { "\($0.from) \($0.to)" }
        #expect(Set(ways).count == ways.count)
    }

    @Test(arguments: [1, 7] as [UInt64])
    func `the examples' ids are those of the first objects created`(seed: UInt64) async throws {
        let event = try await TestPlatform { $0.seed = seed }.event(isPublic: true)
        let examples = DocumentExamples(seed: seed)
        #expect(event.space == examples.space)
        #expect(event.room.id == examples.room && event.room.alias == examples.alias)
        let participant = try await event.participant(event.host)
        #expect(participant == examples.participant)
        #expect(await event.join(participant, as: event.host).status == 204)
        #expect(await event.leave(participant, as: event.host).status == 204)
        #expect(await event.join(participant, as: event.host).status == 204)
        for path in [
            PlatformPath.startRecord(room: examples.room, space: examples.space),
            PlatformPath.stopRecord(room: examples.room, space: examples.space),
        ] {
            let record: RecordView = try await event.platform.post(path, as: event.host).decoded()
            #expect(record.id == examples.record)
        }
        let invites = PlatformPath.invites(space: examples.space)
        let invite: CreatedAnswer = try await event.platform.post(
            invites, #"{"role":"role_space_user"}"#, as: event.host
        ).decoded()
        #expect(invite.id == examples.invite)
        let report = PlatformPath.report(space: examples.space, room: examples.room, call: examples.call)
        #expect(await event.platform.get(report, as: event.host).status == 200)
        let role = #"{"targetUserId":"\#(examples.account)","role":"role_room_user"}"#
        let roles = PlatformPath.roles(room: examples.room, space: examples.space)
        #expect(await event.platform.post(roles, role, as: event.host).status == 200)
    }

    @Test func `it is served at a path that is not counted`() async throws {
        let platform = try await TestPlatform()
        let answer = await platform.get(OpenAPIDocument.path)
        #expect(answer.status == 200 && answer.media == .json)
        #expect(answer.body == (try OpenAPIDocument(examples).encoded()))
        let refused = await platform.post(OpenAPIDocument.path)
        #expect(refused.status == 405 && refused.allow == "GET")
        #expect(platform.service.ledger.truth.endpoints.values.allSatisfy { $0.requests == 0 })
    }
}

/// The service enforces what the document says about bodies.
@Suite struct EnforcedSchemaTests {
    /// The calls that read a body.
    private static let readers = PlatformCall.allCases.filter {
        $0.description(DocumentExamples(seed: 1)).request != nil
    }

    /// Sends a call for the first space and room with the document's example, modified.
    private func send(
        _ call: PlatformCall, to event: Event, _ change: (inout [String: Any]) -> Void = { _ in }
    ) async throws -> Answer {
        let examples = DocumentExamples(seed: event.platform.service.configuration.seed)
        let request = try #require(call.description(examples).request)
        var fields = try #require(
            try JSONSerialization.jsonObject(with: JSONEncoder().encode(request.example)) as? [String: Any])
        change(&fields)
        let body = String(decoding: try JSONSerialization.data(withJSONObject: fields), as: UTF8.self)
        return await event.platform.send(
            call.method, Self.path(of: call, examples), body, as: event.host)
    }

    private static func path(of call: PlatformCall, _ examples: DocumentExamples) -> String {
        call.template.replacing("{spaceId}", with: examples.space).replacing("{roomId}", with: examples.room)
    }

    @Test(arguments: readers)
    func `a body without a required field is refused, and one with a wrong type`(call: PlatformCall) async throws {
        let event = try await TestPlatform().event(isPublic: true)
        _ = try await event.participant(event.host)
        let schema = try #require(call.description(DocumentExamples(seed: 1)).request).body.schema
        guard case .object(let rules) = schema else { return }
        for property in rules.properties {
            let missing = try await send(call, to: event) { $0[property.name] = nil }
            let isNeeded = property.isRequired || (call == .createToken && property.name != "refresh_token")
            #expect((missing.status == 400) == isNeeded, "\(property.name): \(missing.text)")
            let wrong = try await send(call, to: event) { $0[property.name] = [7] }
            #expect(wrong.status == 400, "\(property.name): \(wrong.text)")
        }
    }

    @Test(arguments: readers)
    func `a body that is not declared as JSON is unsupported`(call: PlatformCall) async throws {
        let event = try await TestPlatform().event(isPublic: true)
        let path = Self.path(of: call, DocumentExamples(seed: 1))
        for type in ["text/plain", "application/xml; charset=utf-8", "application/jsonx"] {
            let answer = await event.platform.send(call.method, path, "{}", type: type, as: event.host)
            #expect(answer.status == 415)
            #expect(answer.refusal?.error == "Unsupported Media Type")
        }
    }

    @Test(arguments: ["application/json", "Application/JSON ;charset=utf-8", "application/json;charset=utf-8"])
    func `a body that is declared as JSON is read`(type: String) async throws {
        let platform = try await TestPlatform()
        let body = #"{"name":"S","isPublic":true}"#
        let host = try await platform.host()
        #expect(await platform.send("POST", PlatformPath.spaces, body, type: type, as: host).status == 200)
    }

    @Test(arguments: readers)
    func `every answer that a call gives is one that the document lists`(call: PlatformCall) async throws {
        let event = try await TestPlatform().event(isPublic: true)
        _ = try await event.participant(event.host)
        let check = try SchemaCheck(await event.platform.get(OpenAPIDocument.path).body)
        let success = try await send(call, to: event)
        #expect(try check.faults(of: success, to: call) == [], "\(success.text)")
        let path = Self.path(of: call, DocumentExamples(seed: 1))
        let bodies = [#"{"name":"","username":"","ttl":0,"url":"ftp://x","isActive":true}"#, "{}", "[]", "{", ""]
        for sender in [event.host, try await event.platform.client(), .nobody] {
            for body in bodies {
                let answer = await event.platform.send(call.method, path, body, as: sender)
                #expect(try check.faults(of: answer, to: call) == [], "\(body): \(answer.text)")
            }
        }
    }
}
