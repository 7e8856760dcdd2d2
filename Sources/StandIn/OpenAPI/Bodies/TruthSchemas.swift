// Schemas of what the stand-in saw (docs/stand-in.md).

import PlatformContract

extension Truth: DescribedBody {
    static let schema = Schema.answer(
        .required("participants", .count, "Different participants who sent at least one request, the host left out."),
        .required("entered", .count, "Different participants of whom a join succeeded."),
        .required("left", .count, "Different participants who were in a room, and of whom a leave succeeded."),
        .required(
            "connections", .count, "Connections accepted, without those that ask for the truth or this document first."),
        .required(
            "endpoints",
            .map(
                names: TextRules(values: Endpoint.allCases.map(\.rawValue)), values: .of(EndpointCounts.self)),
            "Counts of every endpoint."))
}

extension Truth.EndpointCounts: DescribedBody {
    static let schemaName = "EndpointCounts"
    static let schema = Schema.answer(
        .required("requests", .count, "Requests that arrived, answered or not."),
        .required("status", .map(names: TextRules(pattern: "^[1-5][0-9]{2}$"), values: .count), "Answers by status."),
        .required("firstMicroseconds", .count, "When the first request arrived, since the first request of all."),
        .required("lastMicroseconds", .count, "When the last request arrived, since the first request of all."))
}
