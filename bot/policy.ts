import type { ModulePolicies } from '../modules/kernel/policy/types.js';

/** Who may what with the assistant. What it does for somebody it does by the contract, under that somebody's own rights. */
export const botPolicies: ModulePolicies = {
  actions: {
    'bot.conversation.own': { anyone: true, because: 'a question about the next bus needs no account; the id opens a conversation until its resident signs in, who alone has it from then on' },
    'bot.handover.serve': { posts: ['clerk', 'dispatcher'], deny: ['system-admin', 'security-admin', 'audit-admin'], because: 'who serves people at a counter serves them here' },
    'bot.log.read': { posts: ['clerk', 'dispatcher'], because: 'what was not understood, with numbers masked, is for those who know how people speak' },
    'bot.phrases.learn': { posts: ['clerk'], assurance: 'sensitive', because: 'what is learnt changes the answers that everybody gets' },
  },
  fields: {
    'Query.conversation': 'bot.conversation.own',
    'Query.handovers': 'bot.handover.serve',
    'Query.unclearPhrases': 'bot.log.read',
    'Query.assistantTraining': 'bot.log.read',
    'Mutation.startConversation': 'bot.conversation.own',
    'Mutation.sendMessage': 'bot.conversation.own',
    'Mutation.resumeConversation': 'bot.conversation.own',
    'Mutation.rateTurn': 'bot.conversation.own',
    'Mutation.takeHandover': 'bot.handover.serve',
    'Mutation.answerHandover': 'bot.handover.serve',
    'Mutation.endHandover': 'bot.handover.serve',
    'Mutation.learnPhrases': 'bot.phrases.learn',
    'Subscription.conversation': 'bot.conversation.own',
    'Subscription.handoverQueue': 'bot.handover.serve',
    ...Object.fromEntries(
      [
        'Conversation', 'Turn', 'BoardCard', 'BoardRow', 'ListCard', 'ListItem', 'MapCard', 'MapPlace', 'FormCard', 'FormField', 'EmergencyCard', 'EmergencyNumber', 'Chip', 'ConversationUpdate',
        'Handover', 'HandoverConnection', 'HandoverEdge', 'HandoverQueue', 'PhraseCluster', 'NearIntent', 'TrainingState', 'PhrasesLearnt', 'LearningRefused', 'BeforeAndAfter',
      ].map((type) => [`${type}.*`, 'parent']),
    ),
  },
};
