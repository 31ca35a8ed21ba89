import Kernel

/// What a company decides about passwords, links and sessions.
public struct AccountsPolicy: Hashable, Sendable {
  /// Characters that a password has at least.
  public var passwordCharacters = 10
  /// Bytes of UTF-8 that it has at most: what is hashed for nothing is to be bounded.
  public var passwordBytes = 1_000

  /// Wrong tries of an account, or from an address, after which the next ones wait.
  public var freeTries = 5
  /// Seconds of the first wait; each further wrong try doubles it.
  public var firstWaitSeconds = 15
  /// Seconds that a wait never exceeds: longer, anybody could keep an employee out by guessing.
  public var longestWaitSeconds = 900
  /// Seconds without a wrong try after which those before are forgotten; longer than any wait.
  public var forgottenAfterSeconds = 3_600
  /// Accounts and addresses that are remembered at once; those that have been quiet longest go first.
  public var rememberedTries = 10_000

  /// Hours for which a link to set a password is good.
  public var invitationHours = 72
  /// The same for the first link of a company, which stands on a screen and opens everything.
  public var firstInvitationHours = 1
  /// Days for which it is known why an old link does not open any more.
  public var invitationsKeptDays = 30

  /// Seconds for which a signed token is good: for so long nothing that changes with a person takes effect everywhere.
  public var tokenSeconds = 600
  /// Hours without use after which a session ends.
  public var sessionIdleHours = 12
  /// Days after which it ends however much it is used.
  public var sessionDays = 30

  /// Days for which a machine's token is good where nobody says for how many, and at most.
  public var tokenDays = 30
  public var longestTokenDays = 90

  public init() {}
}
