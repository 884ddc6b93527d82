import { MemoryReminders } from './memory-reminders.ts';
import { describeRemindersBehaviour } from './reminders.behaviour.ts';

describeRemindersBehaviour('in memory', async () => {
  const reminders = new MemoryReminders();
  return {
    reminders,
    run: (takeTurn) => reminders.runDue(takeTurn),
    away: async () => {
      reminders.away = true;
    },
  };
});
