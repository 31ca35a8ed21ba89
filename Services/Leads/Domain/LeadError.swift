import Contracts
import Kernel

/// Why a command about leads and customers is refused.
public enum LeadError: Error, Hashable, Sendable {
  /// Fields that are wrong by themselves or beside their neighbours.
  case invalidFields([InvalidField])
  /// Somebody has this phone's lead in its protected period (A19): owner and stage, nothing else, are told.
  case duplicate(owner: ID<Employee>?, stage: LeadStage)
  case illegalMove(from: LeadStage, to: LeadStage)
  /// A lead is won by its order, not by hand.
  case wonByOrderOnly
  case alreadyOwned(by: ID<Employee>)
  /// Another customer has this phone; only that one's owner is told.
  case phoneTaken(owner: ID<Employee>?)
  /// The source of a won lead stays (A3).
  case sourceIsFinal
  /// Only an invalid lead is reviewed.
  case notInvalid(LeadStage)
  case mergeRefused
  case notMerged
  case campaignState(CampaignState)
  case optedOut
  case revertedAlready
  /// Money or a warranty is open with a person who is to be erased.
  case openMatters(owed: [Money], warrantyUntil: BusinessDate?)
  /// Nothing is written down of a person who was erased.
  case erased
  case illegalStatus(from: CustomerStatus, to: CustomerStatus)
  /// A customer's proposal is decided once.
  case proposalDecided(ProposalStage)
  /// Somebody changed these since the customer proposed otherwise: `from` is the present value.
  case contactChanged([FieldChange])
}
