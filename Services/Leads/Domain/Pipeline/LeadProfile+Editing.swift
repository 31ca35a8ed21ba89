import Contracts
import Kernel

extension LeadProfile {
  /// The profile after an edit, which is checked; `fields` are the company's own of leads.
  public func applying(_ edit: LeadEdit, knowing fields: [CustomField]) throws(LeadError) -> LeadProfile {
    try edit.check(fields)
    var new = self
    new.name = edit.name ?? name
    new.phone = edit.phone.flatMap(Phone.init)?.digits ?? phone
    new.wechat = edit.wechat.emptyAsNull.applied(to: wechat)
    new.email = edit.email.emptyAsNull.applied(to: email)
    new.address = edit.address.applied(to: address)
    new.source = edit.source ?? source
    new.interests = edit.interests.applied(to: interests) ?? []
    new.budget = edit.budget.applied(to: budget)
    new.homeStage = edit.homeStage.emptyAsNull.applied(to: homeStage)
    new.notes = edit.notes.emptyAsNull.applied(to: notes)
    for (name, value) in edit.custom ?? [:] { new.custom[name] = value.isEmpty ? nil : value }
    return new
  }
}
