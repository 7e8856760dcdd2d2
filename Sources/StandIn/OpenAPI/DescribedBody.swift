// The types of the contract that the document describes, and their names in it.

import PlatformContract

/// A body of the contract, or part of one, that has a schema in the document.
protocol DescribedBody: Encodable, Sendable {
    /// Its name among the document's components.
    static var schemaName: String { get }
    /// Its schema. The fields are those of the type's coding keys; a test enforces that.
    static var schema: Schema { get }
}

extension DescribedBody {
    static var schemaName: String { "\(Self.self)" }
}

/// All of them.
enum DescribedBodies {
    static let all: [any DescribedBody.Type] = [
        TokenRequest.self, TokenAnswer.self, NewUser.self, CreatedAnswer.self,
        SpaceRequest.self, SpaceView.self, ListAnswer<SpaceView>.self,
        RoomRequest.self, CreatedRoom.self, RoomView.self, ListAnswer<RoomView>.self,
        RoleRequest.self, InviteRequest.self, EmptyAnswer.self,
        AccessRequest.self, AccessAnswer.self,
        ParticipantRequest.self, SignalingTokenAnswer.self, ParticipantReference.self,
        CallView.self, ListAnswer<CallView>.self,
        AttendanceReport.self, AttendanceReport.Person.self, AttendanceReport.Visit.self, AttendanceReport.Poll.self,
        ListAnswer<AttendanceReport.Poll>.self,
        RecordView.self, ListAnswer<RecordView>.self,
        WebhookRequest.self, WebhookView.self, WebhookSecretAnswer.self, WebhookEvent.self, WebhookDelivery.self,
        OAuthErrorBody.self, APIErrorBody.self,
        Truth.self, Truth.EndpointCounts.self, Truth.Deliveries.self,
    ]
}

/// An object without fields: the response to a successful call that returns nothing.
struct EmptyAnswer: DescribedBody, Hashable {
    static let schema = Schema.answer()
}

extension ListAnswer: DescribedBody where Item: DescribedBody {
    static var schemaName: String { "\(Item.schemaName)List" }
    static var schema: Schema {
        .answer(
            .required("items", .list(of: .of(Item.self)), "The entries."),
            .required("total", .count, "The number of entries."))
    }
}
