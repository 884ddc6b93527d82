import { describeInquiriesBehaviour } from './inquiries.behaviour.ts';
import { MemoryInquiries } from './memory-inquiries.ts';

describeInquiriesBehaviour('in memory', async () => {
  const inquiries = new MemoryInquiries();
  return {
    inquiries,
    run: (resolve) => inquiries.runDue(resolve),
    away: async () => {
      inquiries.away = true;
    },
  };
});
