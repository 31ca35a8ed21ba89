import Kernel
import Contracts
import Persistence
import ServiceRuntime

private let resource = Resource("leads", scope: .lead, readers: .everyone, writers: .salespeople)

extension Feature {
  /// Leads that are one and the same count once; a merge can be undone (H2).
  static let merging = Feature(
    routes: {
      resource.act("merge", Localized(zh: "合并线索", en: "Merge a lead into another one"), MergeLead.run)
      resource.act("unmerge", Localized(zh: "撤销合并", en: "Undo a merge"), UnmergeLead.run)
    },
    writes: [.on(LeadsMerged.self, MergedLeads.merge), .on(LeadsUnmerged.self, MergedLeads.unmerge)])
}
