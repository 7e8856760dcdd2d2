// Validates JSON against the schemas of an OpenAPI document, for the keywords that the document uses.

import Foundation
import PlatformContract

@testable import StandIn

/// A document with its schemas.
struct SchemaCheck {
    /// The document.
    let document: [String: Any]

    init(_ document: [UInt8]) throws {
        self.document = try JSONSerialization.jsonObject(with: Data(document)) as? [String: Any] ?? [:]
    }

    /// The schemas by name.
    var schemas: [String: [String: Any]] {
        let components = document["components"] as? [String: Any]
        return components?["schemas"] as? [String: [String: Any]] ?? [:]
    }

    /// Every place where a value does not match the schema with a name; empty if it matches.
    func faults(of body: some Encodable, as name: String) throws -> [String] {
        let json = try JSONSerialization.jsonObject(with: JSONEncoder().encode(body), options: .fragmentsAllowed)
        guard let schema = schemas[name] else { return ["there is no schema \(name)"] }
        return faults(of: json, in: schema, at: name)
    }

    /// Everything in which a response differs from those that the document lists for a call; empty if nothing.
    func faults(of answer: Answer, to call: PlatformCall) throws -> [String] {
        let paths = document["paths"] as? [String: [String: [String: Any]]]
        let responses = paths?[call.template]?[call.method.lowercased()]?["responses"] as? [String: [String: Any]]
        guard let response = responses?["\(answer.status)"] else { return ["\(answer.status) is not listed"] }
        guard let content = response["content"] as? [String: [String: Any]] else {
            return answer.body.isEmpty ? [] : ["\(answer.status) has no body"]
        }
        switch answer.media {
        case .json:
            guard let schema = content[MediaTypeName.json]?["schema"] as? [String: Any] else { return ["JSON"] }
            let json = try JSONSerialization.jsonObject(with: Data(answer.body))
            return faults(of: json, in: schema, at: "\(answer.status)")
        case .html: return content[MediaTypeName.html] == nil ? ["a page"] : []
        case .text: return content[MediaTypeName.text] == nil ? ["a text"] : []
        case .video: return ["a video"]
        }
    }

    private func faults(of value: Any, in schema: [String: Any], at place: String) -> [String] {
        let unknown = Set(schema.keys).subtracting(Self.keywords)
        guard unknown.isEmpty else { return ["\(place): the check does not know \(unknown.sorted())"] }
        var faults: [String] = []
        func expect(_ condition: Bool, _ rule: String) {
            if !condition { faults.append("\(place): \(value) is not as \(rule) wants it") }
        }
        if let reference = schema["$ref"] as? String {
            let name = String(reference.dropFirst("#/components/schemas/".count))
            guard let target = schemas[name] else { return ["\(place): \(reference) leads nowhere"] }
            faults += self.faults(of: value, in: target, at: place)
        }
        if let alternatives = schema["anyOf"] as? [[String: Any]] {
            expect(alternatives.contains { self.faults(of: value, in: $0, at: place).isEmpty }, "anyOf")
        }
        if let types = schema["type"].map({ $0 as? [String] ?? [$0 as? String ?? ""] }) {
            expect(types.contains(Self.type(of: value)), "type \(types)")
        }
        if let values = schema["enum"] as? [Any] {
            expect(values.contains { "\($0)" == "\(value)" }, "enum")
        }
        switch value {
        case let text as String:
            if let pattern = schema["pattern"] as? String { expect(text.firstMatch(of: pattern), "pattern") }
            if let minimum = schema["minLength"] as? Int { expect(text.unicodeScalars.count >= minimum, "minLength") }
            if let maximum = schema["maxLength"] as? Int { expect(text.unicodeScalars.count <= maximum, "maxLength") }
            switch schema["format"] as? String {
            case "date-time":
                expect(
                    text.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/) != nil, "date-time")
            case "date": expect(text.wholeMatch(of: /\d{4}-\d\d-\d\d/) != nil, "date")
            case "uri": expect(URL(string: text)?.scheme != nil, "uri")
            case let format?: faults.append("\(place): the check does not know the format \(format)")
            case nil: break
            }
        case let number as NSNumber where Self.type(of: number) == "integer":
            if let minimum = schema["minimum"] as? Int { expect(number.intValue >= minimum, "minimum") }
            if let maximum = schema["maximum"] as? Int { expect(number.intValue <= maximum, "maximum") }
        case let entries as [Any]:
            guard let entry = schema["items"] as? [String: Any] else { break }
            for (index, item) in entries.enumerated() {
                faults += self.faults(of: item, in: entry, at: "\(place)[\(index)]")
            }
        case let fields as [String: Any]:
            for name in schema["required"] as? [String] ?? [] { expect(fields[name] != nil, "required \(name)") }
            let properties = schema["properties"] as? [String: [String: Any]] ?? [:]
            for (name, field) in fields {
                if let names = schema["propertyNames"] as? [String: Any] {
                    faults += self.faults(of: name, in: names, at: "\(place), name \(name)")
                }
                if let property = properties[name] {
                    faults += self.faults(of: field, in: property, at: "\(place).\(name)")
                } else if let rest = schema["additionalProperties"] as? [String: Any] {
                    faults += self.faults(of: field, in: rest, at: "\(place).\(name)")
                } else {
                    expect(schema["additionalProperties"] as? Bool != false, "additionalProperties (\(name))")
                }
            }
        default: break
        }
        return faults
    }

    private static let keywords: Set = [
        "$ref", "additionalProperties", "anyOf", "description", "enum", "format", "items", "maximum", "maxLength",
        "minimum", "minLength", "pattern", "properties", "propertyNames", "required", "type",
    ]

    private static func type(of value: Any) -> String {
        switch value {
        case is String: "string"
        case is [Any]: "array"
        case is [String: Any]: "object"
        case is NSNull: "null"
        case let number as NSNumber: isBoolean(number) ? "boolean" : "integer"
        default: "unknown"
        }
    }

    /// Whether a number represents true or false, which Foundation reveals only by its Objective-C type.
    private static func isBoolean(_ number: NSNumber) -> Bool {
        String(cString: number.objCType) == "c"
    }
}

extension String {
    fileprivate func firstMatch(of pattern: String) -> Bool {
        range(of: pattern, options: .regularExpression) != nil
    }
}
