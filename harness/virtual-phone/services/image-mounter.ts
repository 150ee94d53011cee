import { sendPlist, takePlist } from './plist-frame.ts';
import type { Service } from './service.ts';

/** `com.apple.mobile.mobile_image_mounter`: Developer Mode, and whether the developer image is there. */
export const imageMounter: Service = async (socket, reader, phone) => {
  for (let message = await takePlist(reader); message; message = await takePlist(reader)) {
    const command = String(message['Command']);
    phone.record('mobile_image_mounter', command);
    const { developerMode, imageMounted } = phone.condition;
    if (command === 'QueryDeveloperModeStatus') sendPlist(socket, { DeveloperModeStatus: developerMode });
    else if (command === 'LookupImage')
      sendPlist(socket, { ImageSignature: imageMounted ? [Buffer.from('virtual')] : [] });
    else sendPlist(socket, { Error: 'UnknownCommand' });
  }
};
